"""Follow the memory of a training step: by formula, by simulation, and by training for real.

Source: Lv et al. 2023, "Full Parameter Fine-tuning for Large Language Models with Limited
Resources" (LOMO).
"""

from collections.abc import Generator, Iterator

import torch

from labs.contract import Claimed, Context, Event, Progress
from labs.optimizer_memory.claims import claimed
from labs.optimizer_memory.comparing import second
from labs.optimizer_memory.events import Compared, Simulated, Trained, Unfolded, Unmoved
from labs.optimizer_memory.params import MemoryParams, small_setting
from labs.optimizer_memory.reading import batches
from labs.optimizer_memory.recorded import Recording
from labs.optimizer_memory.resident import resident_mb, return_freed_memory
from labs.optimizer_memory.sandbox import simulated
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.simulating import simulate
from labs.optimizer_memory.story import beside, figures, pictured
from labs.optimizer_memory.telling import opposed, ramped
from labs.optimizer_memory.training import Trainer, difference, trainers
from labs.optimizer_memory.witness import witnessed
from labs.shared.threads import one_thread

__all__ = ["run", "simulate"]

OPS_A_LAYER = 1150
"""Roughly: what a simulation's progress is measured against."""
SHARES = {"everything": (0.45, 0.8), "simulate": (1.0, 1.0), "run": (0.0, 0.0), "formula": (0, 0)}
"""At which share of a run the first and the second simulation are done."""


def run(params: MemoryParams, ctx: Context) -> Iterator[Event]:
    """Tell the formulas, then simulate, then train, as far as the mode asks for it.

    Raises: ValueError for a simulation beyond its budget, MemoryError, TimeoutError.
    """
    yield Progress(fraction=0, doing="adding up the terms")
    yield from figures(params)
    first, both = SHARES[params.mode]
    if params.simulates:
        yield from _simulated(params, first, both)
    else:
        yield from pictured(params)
        yield from claimed(params.setting)
    if params.trains:
        with one_thread():
            yield from _trained(params, ctx, both)
    yield Progress(fraction=1, doing="done")


def _simulated(params: MemoryParams, first: float, both: float) -> Iterator[Event]:
    """Simulate the first setting and, where everything is asked for, the second as well."""
    one = yield from _followed(params.setting, 0.0, first)
    yield one.simulated
    yield one.unfolded
    yield from claimed(params.setting, one.simulated)
    other = beside(params)
    if both > first:
        setting, _ = second(params.setting, params.against, params.otherwise)
        found = yield from _followed(setting, first, both)
        other = found.unfolded
    yield from opposed(params, other)
    yield from ramped(one.unfolded, other)


def _followed(setting: Setting, begin: float, end: float) -> Generator[Event, None, Recording]:
    expected = OPS_A_LAYER * setting.shape.layers
    doing = f"following {setting.title} through one step of {setting.shape.name}"
    yield Progress(fraction=begin, doing=doing)
    process = simulated(setting)
    while True:
        try:
            ops = next(process)
        except StopIteration as ended:
            found = ended.value
            break
        share = min(ops / expected, 1)
        yield Progress(fraction=begin + share * (end - begin), doing=f"{doing}: {ops:,} ops")
    return Recording(
        Simulated(**found["simulated"]), Unfolded(**found["unfolded"], source="simulated")
    )


def _trained(params: MemoryParams, ctx: Context, began: float) -> Iterator[Event]:
    return_freed_memory()
    settings = [small_setting(params, optimizer) for optimizer in params.optimizers]
    running = list(trainers(settings, params.rate, params.seed, ctx.device))
    windows = torch.from_numpy(batches(params.steps, params.seed)).to(ctx.device)
    # The first step in a process imports what it needs; none of those told should pay for it.
    Trainer(settings[0], params.rate, params.seed, ctx.device).step(windows[0])
    for step, tokens in enumerate(windows, start=1):
        share = began + (1 - began) * (step - 1) / params.steps
        yield Progress(fraction=share, doing=f"training: step {step} of {params.steps}")
        for trainer in running:
            yield _stepped(trainer, step, trainer.step(tokens))
    yield from _closing(running, params, ctx.device)


def _stepped(trainer: Trainer, step: int, loss: float) -> Trained:
    tracker = trainer.tracker
    return Trained(
        optimizer=trainer.setting.optimizer, title=trainer.setting.title, step=step, loss=loss,
        gradients_peak_bytes=tracker.peak_of("gradients"), states_bytes=tracker.bytes_of("states"),
        peak_bytes=tracker.peak, seconds=round(trainer.seconds, 5), rss_mb=round(resident_mb(), 1),
    )  # fmt: skip


def _closing(running: list[Trainer], params: MemoryParams, device: str) -> Iterator[Event]:
    for trainer in running:
        yield Unmoved(
            optimizer=trainer.setting.optimizer, title=trainer.setting.title,
            precision=trainer.setting.precision, share=trainer.unmoved,
        )  # fmt: skip
    left, right = _pair(running)
    apart = difference(left, right)
    yield Compared(
        left=left.setting.title, right=right.setting.title, steps=params.steps,
        max_abs_difference=apart, exact=apart == 0,
    )  # fmt: skip
    if {left.setting.optimizer, right.setting.optimizer} == {"lomo", "sgd"}:
        yield Claimed(claim="same-as-sgd", measured=apart, remark=_what_was_compared(params))
    first = running[0]
    grown = first.tracker.peak - first.tracker.base
    yield witnessed(device, first.setting.title, first.memory, grown)


def _pair(running: list[Trainer]) -> tuple[Trainer, Trainer]:
    """Return LOMO and SGD if both were trained, else the first two."""
    by_name = {each.setting.optimizer: each for each in running}
    if {"lomo", "sgd"} <= by_name.keys():
        return by_name["lomo"], by_name["sgd"]
    return running[0], running[1]


def _what_was_compared(params: MemoryParams) -> str:
    return (
        f"The largest difference of any weight after {params.steps} steps from the same start, "
        f"{'in 32 bits' if params.small_precision == 'full' else 'in 16 bits alone'}."
    )
