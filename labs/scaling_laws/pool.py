"""A whole class's points as one experiment: one law, with the fan of what it leaves open."""

from collections.abc import Iterator, Sequence

from labs.contract import Event
from labs.scaling_laws.closing import told_intervals
from labs.scaling_laws.events import Measured, Read
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.resampled import resampling_of
from labs.scaling_laws.story import Story

RESAMPLES = 200
"""Enough for a fan that is drawn anew with every point."""
STEEPEST = 3.0
"""An exponent beyond this comes from too few points; the next one may tell."""
EXPONENTS = ("alpha", "beta")
Measurement = tuple[float, float, float, float]


def pool(runs: Sequence[Sequence[Event]]) -> Iterator[Event]:
    """Tell every point that somebody measured, equal ones once, and the law of them all.

    Students who computed the same point share it. The order of the runs makes no difference.
    """
    found = sorted({_measurement(each) for run in runs for each in run if _counts(each)})
    if not found:
        return
    yield Read(points=len(found), notes=(_said(runs, len(found)),))
    for number, (parameters, tokens, compute, loss) in enumerate(found, 1):
        yield Measured(
            parameters=parameters, tokens=tokens, compute=compute, loss=loss, number=number
        )
    yield from _law(found)


def _counts(event: Event) -> bool:
    return isinstance(event, Measured) and not event.excluded


def _measurement(event: Event) -> Measurement:
    assert isinstance(event, Measured)
    return event.parameters, event.tokens, event.compute, event.loss


def _said(runs: Sequence[Sequence[Event]], points: int) -> str:
    measured = sum(1 for run in runs if any(map(_counts, run)))
    return (
        f"{measured} runs of the class measured {points} different points; the law below is "
        f"Chinchilla's, fitted to all of them, with a fan of {RESAMPLES} resamples."
    )


def _law(found: Sequence[Measurement]) -> Iterator[Event]:
    """Fit the points, once they can tell a law at all."""
    params = ScalingParams(resample="points", bootstraps=RESAMPLES, holdout=0)
    N, D, C, loss = zip(*found, strict=True)
    try:
        story = Story.of(params, Points.of(N, D, loss, C=C))
    except PointsError:  # too few yet
        return
    if any(abs(story.fitted.constants[name]) > STEEPEST for name in EXPONENTS):
        return
    fan = resampling_of(story).drawn(RESAMPLES)
    yield from story.fits()
    yield from told_intervals(story, fan)
    yield from story.best_use(fan)
    yield from story.doubts()
