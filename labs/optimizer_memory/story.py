"""What is told before any run: by formula, or by a recording where these settings have one."""

from collections.abc import Iterator

from labs.contract import Event
from labs.optimizer_memory.claims import claimed
from labs.optimizer_memory.comparing import second
from labs.optimizer_memory.events import Unfolded
from labs.optimizer_memory.params import MemoryParams
from labs.optimizer_memory.recorded import recorded
from labs.optimizer_memory.telling import (
    contrasted,
    estimated,
    opposed,
    placed,
    ramped,
    sketched,
    tabled,
    termed,
)


def opening(params: MemoryParams) -> Iterator[Event]:
    """Tell everything that needs no run."""
    yield from figures(params)
    yield from pictured(params)
    yield from claimed(params.setting)


def figures(params: MemoryParams) -> Iterator[Event]:
    """Tell the terms, the cards, the two settings and the table."""
    yield estimated(params.setting)
    yield from termed(params.setting)
    yield from placed(params)
    yield from contrasted(params)
    yield from tabled()


def pictured(params: MemoryParams) -> Iterator[Event]:
    """Unfold the step, and set the gradients of both settings beside each other."""
    found = recorded(params.setting)
    if found:
        yield found.simulated
    first = found.unfolded if found else sketched(params.setting)
    yield first
    other = beside(params)
    yield from opposed(params, other)
    yield from ramped(first, other)


def beside(params: MemoryParams) -> Unfolded:
    """Return the second setting's step: recorded, or else by the formulas."""
    other, _ = second(params.setting, params.against, params.otherwise)
    found = recorded(other)
    return found.unfolded if found else sketched(other)
