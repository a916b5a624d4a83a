"""The compute-optimal frontier of a law, with the fan that its bootstrap spans."""

from typing import Any

import numpy as np

from labs.scaling_laws.bootstrap import Bootstraps, percentiles
from labs.scaling_laws.events import Frontier, Spent
from labs.scaling_laws.fitting import Fit
from labs.scaling_laws.law import Array
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points
from labs.scaling_laws.question import asked_budget

BUDGETS = 41
FEWEST_DRAWS = 40
"""Fewer laws than this say little about a 2.5th percentile."""


def budgets(C: Array, budget: float) -> Array:
    """Return budgets in FLOP that span the runs and ``budget``, evenly in log C."""
    low, high = min(C.min(), budget) / 2, max(C.max(), budget) * 4
    return np.geomspace(low, high, BUDGETS)


def frontier(fitted: Fit, C: Array, fan: Bootstraps | None, level: float) -> Frontier | None:
    """Return the best models for budgets ``C`` in FLOP; None where a law knows neither.

    A law of compute alone tells their loss, and no sizes.
    """
    law = fitted.law
    if not law.has_optimum():
        return _by_compute(law, C, fan, level) if fitted.variable == "compute" else None
    N, D = law.optimum(C)
    N_low, N_high, loss_low, loss_high = _sides(fan, C, level)
    return Frontier(
        compute=_listed(C), parameters=_listed(N), tokens=_listed(D),
        loss=_listed(law.predict(N, D)),
        parameters_low=_listed(N_low), parameters_high=_listed(N_high),
        loss_low=_listed(loss_low), loss_high=_listed(loss_high),
        level=level if len(N_low) else None,
    )  # fmt: skip


def _by_compute(law: Any, C: Array, fan: Bootstraps | None, level: float) -> Frontier:
    """Tell the loss of each budget, as far as the law does not run away."""
    low = high = np.empty(0)
    with np.errstate(over="ignore"):
        loss = law.curve(C)
        C, loss = C[np.isfinite(loss)], loss[np.isfinite(loss)]
        if fan is not None and fan.kept.sum() >= FEWEST_DRAWS:
            laws: Any = fan.laws(fan.kept)
            low, high = percentiles(laws.curve(C), level)
    return Frontier(
        compute=_listed(C), parameters=(), tokens=(), loss=_listed(loss),
        loss_low=_listed(low), loss_high=_listed(high), level=level if len(low) else None,
    )  # fmt: skip


def spent(
    params: ScalingParams, law: Any, points: Points, fan: Bootstraps | None, level: float
) -> Spent:
    """Return the best model of the budget that the question leads to.

    What was asked for is fixed, and the bootstrap opens the rest: a budget's best size and loss, or
    the budget of a size or a loss.
    """
    C = asked_budget(params, law, points)
    N, D = law.optimum(C)
    told = Spent(
        compute=float(C), parameters=float(N), tokens=float(D), ratio=float(D / N),
        loss=float(law.predict(N, D)),
        asked=params.ask if params.ask in {"parameters", "loss"} else "budget",
    )  # fmt: skip
    if fan is None or fan.has_optimum.sum() < FEWEST_DRAWS:
        return told
    return told.model_copy(update=_opened(params, fan.laws(fan.has_optimum), points, level))


def _opened(params: ScalingParams, laws: Any, points: Points, level: float) -> dict[str, float]:
    C = asked_budget(params, laws, points)
    sizes = laws.optimum(C)
    ends: dict[str, float] = {}
    for name, values in (
        ("compute", C), ("parameters", sizes[0]), ("loss", laws.predict(*sizes))
    ):  # fmt: skip
        known = values[np.isfinite(values)]
        if name != _fixed(params) and len(known) >= FEWEST_DRAWS:
            low, high = percentiles(known, level)
            ends |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return ends


def _fixed(params: ScalingParams) -> str:
    return params.ask if params.ask in {"parameters", "loss"} else "compute"


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
