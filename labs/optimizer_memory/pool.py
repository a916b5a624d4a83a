"""Everyone's guess as a distribution, held against what the step takes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from labs.contract import Event
from labs.optimizer_memory.events import Estimated, Polled, Simulated

T = TypeVar("T", Estimated, Simulated)
NEAR = 0.1
"""A guess this close to the truth, as a share of it, is near."""


@dataclass(frozen=True, slots=True, order=True)
class Guess:
    model: str
    title: str
    gib: float


def pool(runs: Sequence[Sequence[Event]]) -> Iterator[Event]:
    """Tell what the class guessed of the setting that most of them guessed about.

    A simulation by any of them is the truth; without one, the formulas are.
    """
    guesses = sorted(guess for run in runs if (guess := _guess(run)))
    if not guesses:
        return
    counted = Counter((each.model, each.title) for each in guesses)
    model, title = min(counted, key=lambda asked: (-counted[asked], asked))
    told = [each for run in runs for each in run]
    estimated = min(_about(model, title, told, Estimated), key=lambda each: each.peak_gib)
    simulated = sorted(each.peak_gib for each in _about(model, title, told, Simulated))
    yield _polled(
        model, title, [each.gib for each in guesses if (each.model, each.title) == (model, title)],
        simulated[0] if simulated else estimated.peak_gib,
        simulated=bool(simulated), others=len(guesses) - counted[model, title],
    )  # fmt: skip


def _guess(run: Sequence[Event]) -> Guess | None:
    """Return what one run's visitor guessed last, if anything."""
    told = [each for each in run if isinstance(each, Estimated) and each.guess_gib]
    return Guess(told[-1].model, told[-1].title, told[-1].guess_gib) if told else None


def _about(model: str, title: str, told: Sequence[Event], kind: type[T]) -> list[T]:
    return [
        each
        for each in told
        if isinstance(each, kind) and (each.model, each.title) == (model, title)
    ]


def _polled(
    model: str, title: str, guesses: Sequence[float], truth: float, *, simulated: bool, others: int
) -> Polled:
    low, middle, high = (float(each) for each in np.percentile(guesses, (25, 50, 75)))
    return Polled(
        model=model, title=title, guesses=tuple(guesses), low=low, middle=middle, high=high,
        near=sum(abs(each - truth) <= NEAR * truth for each in guesses),
        truth_gib=truth, simulated=simulated, others=others,
    )  # fmt: skip
