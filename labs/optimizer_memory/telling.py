"""Turns what was computed into events."""

from collections.abc import Iterator, Sequence

from labs.contract import Warned
from labs.optimizer_memory.categories import CATEGORIES, GIB, SUMMED
from labs.optimizer_memory.comparing import differences, second
from labs.optimizer_memory.events import (
    Contrasted,
    Estimated,
    Opposed,
    Paired,
    Placed,
    Ramped,
    Tabled,
    Termed,
    Unfolded,
)
from labs.optimizer_memory.formula import summed, terms, total
from labs.optimizer_memory.hardware import CARDS, fits, smallest
from labs.optimizer_memory.methods import METHODS
from labs.optimizer_memory.paper import table
from labs.optimizer_memory.params import MemoryParams
from labs.optimizer_memory.recorded import recorded
from labs.optimizer_memory.schedule import Moment, peak, schedule
from labs.optimizer_memory.setting import Setting

DECIMALS = 4


def estimated(setting: Setting) -> Estimated:
    found = {f"{each}_gib": total(setting, each) / GIB for each in SUMMED}
    return Estimated(
        model=setting.shape.name, optimizer=setting.optimizer, title=setting.title,
        parameters=setting.shape.parameters, sum_gib=summed(setting) / GIB,
        peak_gib=peak_gib(setting), keeps=setting.method.keeps, **found,
    )  # fmt: skip


def termed(setting: Setting) -> Iterator[Termed]:
    for term in terms(setting):
        yield Termed(
            category=term.category, name=term.name, gib=term.gib, formula=term.formula,
            why=term.why,
        )  # fmt: skip


def placed(params: MemoryParams) -> Iterator[Placed]:
    """Say of every optimizer, in both forms where it has two, on which card it would fit."""
    for setting in _all_optimizers(params.setting):
        most = peak_gib(setting)
        yield Placed(
            optimizer=setting.optimizer, title=setting.title, sum_gib=summed(setting) / GIB,
            peak_gib=most, smallest=smallest(most), fits=fits(most, int(params.card)),
            chosen=setting == params.setting, on=tuple(fits(most, card) for card in CARDS),
        )  # fmt: skip


def peak_gib(setting: Setting) -> float:
    """Return the peak that was recorded for a setting, else the sketch's."""
    found = recorded(setting)
    return found.simulated.peak_gib if found else peak(setting) / GIB


def _all_optimizers(setting: Setting) -> Iterator[Setting]:
    for name, method in METHODS.items():
        for layered in (False, True) if method.adaptive else (False,):
            yield Setting(
                setting.shape, name, setting.batch, setting.sequence, setting.precision,
                setting.checkpointing, setting.era, layered,
            )  # fmt: skip


def contrasted(params: MemoryParams) -> Iterator[Paired | Contrasted | Warned]:
    """Hold the two settings side by side."""
    one = params.setting
    other, strange = second(one, params.against, params.otherwise)
    yield Paired(
        left=described(one, other), right=described(other, one),
        left_sum_gib=summed(one) / GIB, right_sum_gib=summed(other) / GIB,
        left_peak_gib=peak_gib(one), right_peak_gib=peak_gib(other),
    )  # fmt: skip
    for each in differences(one, other):
        yield Contrasted(
            category=each.category, left_gib=each.left_gib, right_gib=each.right_gib,
            left=each.left, right=each.right, differs=each.differs,
        )  # fmt: skip
    if strange:
        yield Warned(
            text=f"The second setting has no use for {', '.join(map(repr, strange))}; write what "
            "differs as name=value, such as model=llama-13b, batch=1, sequence=2048, "
            "precision=half, era=today, checkpointing=false or per_layer=true."
        )


def described(setting: Setting, beside: Setting) -> str:
    """Name a setting by its optimizer and by all that tells it from the other."""
    details = [
        (setting.shape.name, beside.shape.name),
        (f"batch {setting.batch}", f"batch {beside.batch}"),
        (f"{setting.sequence} tokens", f"{beside.sequence} tokens"),
        (PRECISIONS[setting.precision], PRECISIONS[beside.precision]),
        (
            "checkpointed" if setting.checkpointing else "not checkpointed",
            "checkpointed" if beside.checkpointing else "not checkpointed",
        ),
        (f"era {setting.era}", f"era {beside.era}"),
    ]
    told = [own for own, others in details if own != others]
    return ", ".join([setting.title, *told])


PRECISIONS = {"mixed": "16 bits with a master copy", "half": "16 bits alone", "full": "32 bits"}


def tabled() -> Iterator[Tabled]:
    for cell in table():
        yield Tabled(
            row=cell.row, column=cell.column, paper=cell.paper, here=cell.here,
            deviation=cell.deviation, agrees=cell.agrees, unconfirmed=cell.unconfirmed,
        )  # fmt: skip


def sketched(setting: Setting) -> Unfolded:
    """Unfold a step by the formulas."""
    moments = schedule(setting)
    return Unfolded(
        title=setting.title, source="formula", ops=len(moments), at=tuple(range(len(moments))),
        op=tuple(each.doing for each in moments), place=tuple(each.place for each in moments),
        phase=tuple(each.phase for each in moments), made=("",) * len(moments),
        **columns(moments),
    )  # fmt: skip


def columns(moments: Sequence[Moment]) -> dict[str, tuple[float, ...]]:
    """Return GiB by category, one tuple each."""
    return {
        category: tuple(round(each.bytes[index] / GIB, DECIMALS) for each in moments)
        for index, category in enumerate(CATEGORIES)
    }


def opposed(params: MemoryParams, unfolded: Unfolded) -> Iterator[Opposed]:
    """Tell the second setting's step, if the two settings differ at all."""
    other, _ = second(params.setting, params.against, params.otherwise)
    if other == params.setting:
        return
    columns = (getattr(unfolded, category) for category in CATEGORIES)
    yield Opposed(
        **unfolded.model_dump(), named=described(other, params.setting),
        peak_gib=max(map(sum, zip(*columns, strict=True))),
    )  # fmt: skip


def ramped(first: Unfolded, second: Unfolded) -> Iterator[Ramped]:
    """Take the gradients out of two unfolded steps, to be drawn to one scale.

    The second comes first: what is known already, then what was to be guessed.
    """
    top = max(*first.gradients, *second.gradients)
    for side, each in (("second", second), ("first", first)):
        last = max(each.at[-1], 1)
        yield Ramped.model_validate(
            {
                "side": side, "title": each.title, "source": each.source, "gib": each.gradients,
                "share": tuple(round(at / last, DECIMALS) for at in each.at),
                "peak_gib": max(each.gradients), "top_gib": top,
            }
        )  # fmt: skip
