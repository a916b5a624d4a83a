"""Two settings side by side: the terms that differ, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from labs.optimizer_memory.categories import GIB, SUMMED, Category
from labs.optimizer_memory.formula import terms, total
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import SHAPES

SAME = 1e-9
TRUTHS = {"true": True, "on": True, "false": False, "off": False}


@dataclass(frozen=True, slots=True)
class Difference:
    category: Category
    left_gib: float
    right_gib: float
    left: str
    right: str
    """Why each side takes what it takes."""

    @property
    def differs(self) -> bool:
        return abs(self.left_gib - self.right_gib) > SAME


def differences(one: Setting, other: Setting) -> Iterator[Difference]:
    for category in SUMMED:
        yield Difference(
            category, total(one, category) / GIB, total(other, category) / GIB,
            reason(one, category), reason(other, category),
        )  # fmt: skip


def reason(setting: Setting, category: Category) -> str:
    """Say in one sentence what a category consists of."""
    if category == "states":
        return _reason_of_states(setting)
    if category == "activations":
        return _reason_of_activations(setting)
    found = [term.why for term in terms(setting) if term.category == category]
    return " ".join(found)


def _reason_of_states(setting: Setting) -> str:
    found = [term for term in terms(setting) if term.category == "states"]
    if not found:
        return f"{setting.title} keeps nothing between steps: 0 bytes a parameter."
    each = sum(term.bytes for term in found) / setting.shape.parameters
    names = [("an fp32 " if term.name == "master copy" else "") + term.name for term in found]
    return f"{setting.title} keeps {' and '.join(names)}: {each:.3g} bytes a parameter."


def _reason_of_activations(setting: Setting) -> str:
    layers, tail = (term for term in terms(setting) if term.category == "activations")
    kept = "only each layer's input" if setting.checkpointing else "what each layer computed"
    return (
        f"{setting.batch} × {setting.sequence} tokens, with {kept} kept: {layers.formula} "
        f"({layers.gib:.2f} GiB), and {tail.formula} after the layers ({tail.gib:.2f} GiB)."
    )


def second(first: Setting, optimizer: str, otherwise: str) -> tuple[Setting, list[str]]:
    """Return the setting to stand beside the first, and the words that were not understood."""
    other = replace(first, optimizer=optimizer, per_layer=False)
    strange = []
    for word in otherwise.replace(",", " ").split():
        name, _, value = word.partition("=")
        changed = _changed(other, name, value)
        if changed is None:
            strange.append(word[:40])
        else:
            other = changed
    return other, strange


def _changed(setting: Setting, name: str, value: str) -> Setting | None:
    read: Any = READERS[name](value) if name in READERS else None
    if read is None:
        return None
    return replace(setting, **{"shape" if name == "model" else name: read})


def _whole(low: int, high: int, value: str) -> int | None:
    known = value.isascii() and value.isdigit() and len(value) <= 6
    return int(value) if known and low <= int(value) <= high else None


READERS: dict[str, Callable[[str], Any]] = {
    "model": SHAPES.get,
    "batch": lambda value: _whole(1, 256, value),
    "sequence": lambda value: _whole(16, 32_768, value),
    "precision": {each: each for each in ("mixed", "half", "full")}.get,
    "era": {each: each for each in ("2023", "today")}.get,
    "checkpointing": TRUTHS.get,
    "per_layer": TRUTHS.get,
}
