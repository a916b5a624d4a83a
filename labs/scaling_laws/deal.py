"""Deals each student of a class one cell of the sweep."""

from math import gcd

from labs.scaling_laws.params import ScalingParams

GOLDEN = 0.618


def deal(params: ScalingParams, seat: int) -> ScalingParams:
    """Return the settings of one seat, counted from 1: the step's sweep, and one cell of it.

    Neighbours get cells far apart, so that few students already span the sweep. Where there are
    more students than cells, several share one, and its training.
    """
    points = params.plan.points
    cell = 1 + (seat - 1) * _stride(points) % points
    return params.model_copy(update={"source": "live", "cell": cell})


def _stride(points: int) -> int:
    """Return a step that visits every cell once, by leaps of about the golden section."""
    start = round(points * GOLDEN)
    return next(each for each in range(start, start + points) if gcd(each, points) == 1)
