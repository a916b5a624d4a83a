"""Other ways to look at the same runs: other approaches, other curves, one run fewer."""

import math
from collections.abc import Iterator
from functools import lru_cache

from labs.contract import Event
from labs.scaling_laws.approaches import Approach, envelope, isoflop, parametric
from labs.scaling_laws.bootstrap import Bootstraps
from labs.scaling_laws.events import Approached
from labs.scaling_laws.overlays import overlaid
from labs.scaling_laws.points import Points
from labs.scaling_laws.story import Story

DRAWS = 500
"""Resamples for the intervals of the first two approaches."""


def other_ways(story: Story, fan: Bootstraps | None) -> Iterator[Event]:
    """Tell what else these runs say; with intervals where the law has its ``fan``."""
    yield from approached(story, fan)
    yield from overlaid(story.params, story.fitted, story.points, story.budgets, story.budget)


def approached(story: Story, fan: Bootstraps | None) -> Iterator[Approached]:
    """Tell how fast the best size grows by each of Hoffmann's three approaches."""
    draws = DRAWS if fan is not None and len(fan.constants) else 0
    yield from map(_told, _without_a_law(story.points, draws, story.params.seed, story.level))
    yield _told(parametric(story.points, story.fitted, fan, story.level))


@lru_cache(maxsize=32)
def _without_a_law(points: Points, draws: int, seed: int, level: float) -> tuple[Approach, ...]:
    return envelope(points, draws, seed, level), isoflop(points, draws, seed, level)


def _told(found: Approach) -> Approached:
    drawn = [
        parabola
        for best in found.optima
        for parabola in found.parabolas
        # The optimum's budget went through a logarithm and back.
        if not parabola.why and math.isclose(parabola.budget, best.budget)
    ]
    return Approached(
        approach=found.number, exponent=found.a, low=found.low, high=found.high,
        level=found.level, reason=found.why,
        compute=tuple(best.budget for best in found.optima),
        parameters=tuple(best.N for best in found.optima),
        loss=tuple(best.loss for best in found.optima),
        curvature=tuple(each.curvature for each in drawn),
        smallest=tuple(min(each.sizes) for each in drawn),
        largest=tuple(max(each.sizes) for each in drawn),
    )  # fmt: skip
