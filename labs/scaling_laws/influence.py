"""What each run does to a fit: the law refitted with the run left out, for all runs at once."""

from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.bootstrap import CHUNK, Bootstraps, Resampling
from labs.scaling_laws.fitting import Fit
from labs.scaling_laws.forms.single import OneVariable
from labs.scaling_laws.law import Array, ScalingLaw
from labs.scaling_laws.needs import NEEDS
from labs.scaling_laws.reading import PointsLike, as_points


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Row i is what changes when run i is left out; NaN where the others tell no law."""

    constants: dict[str, Array]
    """By name: the constant without the run, minus the constant with all runs, (n,)."""
    exponent: Array
    """The same for a, where the best size grows as C^a; NaN for a form that knows none."""
    loss: Array
    """The same for ln of the least loss foretold for the budget; NaN without a budget."""
    without: Bootstraps
    """The laws of all runs but one."""


def leave_one_out(points: PointsLike, fitted: Fit, budget: float | None = None) -> Influence:
    """Refit a law without each run in turn; ``budget`` is in FLOP.

    Each refit starts from the fit to all runs.
    Raises: PointsError.
    Source: Cook 1977, "Detection of influential observation in linear regression".
    """
    points = as_points(points, fitted.form)
    resampling = Resampling.of(points, fitted.loss, 0, fitted.form, fitted.quantity, fitted=fitted)
    n = len(points)
    rows = []
    for first in range(0, n, CHUNK):
        left_out = np.arange(first, min(first + CHUNK, n))
        weights = np.ones((len(left_out), n))
        weights[np.arange(len(left_out)), left_out] = 0
        rows.append(resampling.refit(weights))
    without = resampling.bootstraps(np.concatenate(rows))
    all_runs = np.array(list(fitted.constants.values()))
    change = without.constants - all_runs
    named = dict(zip(without.names, change.T, strict=True))
    told = without.has_optimum
    exponent = np.full(n, np.nan)
    if told.any() and fitted.law.has_optimum():
        exponent[told] = np.ravel(without.laws(told).exponent) - fitted.exponent
    return Influence(named, exponent, loss_changes(without, fitted, budget), without)


def loss_changes(without: Bootstraps, fitted: Fit, budget: float | None) -> Array:
    """Return by how much ln of the least loss for a budget changes with each run left out."""
    change = np.full(len(without.constants), np.nan)
    two = bool(NEEDS[fitted.form].quantities)
    told = without.has_optimum if two else without.kept
    if budget is None or not told.any() or (two and not fitted.law.has_optimum()):
        return change
    C = np.array([budget])
    others = np.log(least_loss(without.laws(told), C)) - np.log(least_loss(fitted.law, C))
    change[told] = others[:, 0]
    return change


def least_loss(law: ScalingLaw, C: Array) -> Array:
    """Return the least loss that a law foretells for budgets ``C`` in FLOP.

    NaN for a law of N or of D alone, which does not know what a budget buys.
    """
    if not isinstance(law, OneVariable):
        return law.predict(*law.optimum(C))
    return law.curve(C) if law.variable == "C" else np.full_like(law.curve(C), np.nan)
