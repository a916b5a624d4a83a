"""The compute-optimal frontier of a law, with the fan that its bootstrap spans."""

import numpy as np

from labs.scaling_laws.bootstrap import Bootstraps, percentiles
from labs.scaling_laws.events import Frontier, Spent
from labs.scaling_laws.law import Array, ScalingLaw

BUDGETS = 41
FEWEST_DRAWS = 40
"""Fewer laws than this say little about a 2.5th percentile."""


def budgets(C: Array, budget: float) -> Array:
    """Return budgets in FLOP that span the runs and ``budget``, evenly in log C."""
    low, high = min(C.min(), budget) / 2, max(C.max(), budget) * 4
    return np.geomspace(low, high, BUDGETS)


def frontier(law: ScalingLaw, C: Array, fan: Bootstraps | None, level: float) -> Frontier:
    """Return the best models for budgets ``C`` in FLOP."""
    N, D = law.optimum(C)
    sides = _sides(fan, C, level)
    return Frontier(
        compute=_listed(C), parameters=_listed(N), tokens=_listed(D),
        loss=_listed(law.predict(N, D)),
        parameters_low=_listed(sides[0]), parameters_high=_listed(sides[1]),
        loss_low=_listed(sides[2]), loss_high=_listed(sides[3]),
        level=level if len(sides[0]) else None,
    )  # fmt: skip


def spent(law: ScalingLaw, budget: float, fan: Bootstraps | None, level: float) -> Spent:
    """Return the best model for one budget in FLOP."""
    C = np.array([budget])
    N, D = law.optimum(C)
    sides = [float(side[0]) if len(side) else None for side in _sides(fan, C, level)]
    return Spent(
        compute=budget, parameters=float(N[0]), tokens=float(D[0]), ratio=float(D[0] / N[0]),
        loss=float(law.predict(N, D)[0]),
        parameters_low=sides[0], parameters_high=sides[1], loss_low=sides[2], loss_high=sides[3],
    )  # fmt: skip


def _sides(fan: Bootstraps | None, C: Array, level: float) -> tuple[Array, Array, Array, Array]:
    """Return the ends of the fan for N and for the loss, or empty arrays where there is none."""
    if fan is None or fan.has_optimum.sum() < FEWEST_DRAWS:
        return (np.empty(0),) * 4
    laws = fan.laws(fan.has_optimum)
    N, D = laws.optimum(C)  # (draws, budgets)
    loss = laws.predict(N, D)
    return (*percentiles(N, level), *percentiles(loss, level))


def _listed(values: Array) -> tuple[float, ...]:
    return tuple(map(float, values))
