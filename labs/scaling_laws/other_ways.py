"""Other ways to look at the same runs: other approaches, other curves, one run fewer."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from labs.contract import Event
from labs.scaling_laws.approaches import Approach, envelope, isoflop, parametric
from labs.scaling_laws.bootstrap import Bootstraps
from labs.scaling_laws.events import Approached, Influenced, Interval, Profiled
from labs.scaling_laws.fitting import Loss
from labs.scaling_laws.gathering import SHOWN, excluded
from labs.scaling_laws.influence import Influence, leave_one_out, loss_changes
from labs.scaling_laws.law import Array
from labs.scaling_laws.needs import Form, Variable
from labs.scaling_laws.overlays import overlaid
from labs.scaling_laws.points import Points
from labs.scaling_laws.profiling import profile
from labs.scaling_laws.story import Story, fit_once, variable_of

PROFILE_VALUES = 25
PERFECT = 1e-18
"""A fit that leaves less than this has nothing to rise from."""
SLOW = ("bnsl1", "bnsl2", "data_constrained")
"""Refitting these without each run takes longer than a preview may."""
DRAWS = 500
"""Resamples for the intervals of the first two approaches."""


def other_ways(story: Story, fan: Bootstraps | None) -> Iterator[Event]:
    """Tell what else these runs say; with intervals where the law has its ``fan``."""
    yield from approached(story, fan)
    if fan is not None or story.params.form not in SLOW:
        yield from influenced(story)
    yield from overlaid(story.params, story.fitted, story.points, story.budgets, story.budget)


def approached(story: Story, fan: Bootstraps | None) -> Iterator[Approached]:
    """Tell how fast the best size grows by each of Hoffmann's three approaches."""
    draws = DRAWS if fan is not None and len(fan.constants) else 0
    yield from map(_told, _without_a_law(story.points, draws, story.params.seed, story.level))
    yield _told(parametric(story.points, story.fitted, fan, story.level))


def influenced(story: Story) -> Iterator[Influenced]:
    """Tell what leaving out each run would change, where the runs are few enough to show."""
    if len(story.points) > SHOWN:
        return
    fitted = story.fitted
    found = _influence(
        story.points, fitted.form, fitted.loss, variable_of(fitted.form, story.params)
    )
    out = excluded(story.runs, story.params.left_out)
    yield Influenced(
        numbers=tuple((np.flatnonzero(~out) + 1).tolist()),
        exponent=_finite(found.exponent),
        loss=_finite(np.expm1(loss_changes(found.without, fitted, story.budget))),
    )  # fmt: skip


@lru_cache(maxsize=32)
def _influence(points: Points, form: Form, loss: Loss, variable: Variable | None) -> Influence:
    return leave_one_out(points, fit_once(points, form, loss, variable))


def _finite(changes: Array) -> tuple[float, ...]:
    """Return the changes; none where no run has any, and 0 where one run's cannot be told."""
    known = np.isfinite(changes)
    return tuple(np.where(known, changes, 0).tolist()) if known.any() else ()


def profiled(story: Story, intervals: Sequence[Interval]) -> Iterator[Profiled]:
    """Tell how the objective rises as each constant leaves its best value."""
    fitted = story.fitted
    for each in intervals:
        best = fitted.constants.get(each.name)
        if best is None:
            continue
        found = profile(
            story.points, fitted.form, fitted.loss, each.name, _grid(best, each),
            variable_of(fitted.form, story.params), fitted,
        )  # fmt: skip
        told = np.isfinite(found.objective) & np.isfinite(found.values)
        if found.least > PERFECT and told.any():
            yield Profiled(
                name=each.name, values=tuple(found.values[told].tolist()),
                excess=tuple((found.objective[told] / found.least - 1).tolist()),
            )  # fmt: skip


def _grid(best: float, interval: Interval) -> Array:
    """Return values across the interval and the best; by ratios where all are above zero."""
    low, high = min(interval.low, best), max(interval.high, best)
    if low > 0:
        return np.geomspace(low, high, PROFILE_VALUES)
    return np.linspace(low, high, PROFILE_VALUES)


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
