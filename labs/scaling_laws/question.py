"""The budgets that a law is asked about: given, or found for a model or a loss."""

from typing import Any

import numpy as np

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points

LEAST_BUDGET, MOST_BUDGET = 1.0, 1e60
"""FLOP; what lies outside is no answer."""
HALVINGS = 60


def asked_budget(params: ScalingParams, law: Any, points: Points) -> Array:
    """Return the budget in FLOP that the question is about, or NaN where there is none.

    A law of k constants' worth of numbers, each (k, 1), gives (k, 1) budgets; one law gives ().
    """
    match params.ask:
        case "times":
            return np.asarray(points.C.max() * 10**params.times)
        case "budget":
            return np.asarray(10**params.budget)
        case "parameters":
            return budget_for_size(law, 10**params.size, float(points.C.max()))
        case "loss":
            return budget_for_loss(law, params.target)


def budget_for_size(law: Any, N: float, near: float) -> Array:
    """Return the budget in FLOP whose best model has ``N`` parameters.

    The best N is a power of the budget, so that one budget ``near`` the runs tells all others.
    """
    best, _ = law.optimum(np.array(near))
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return _answer(near * (N / best) ** (1 / np.asarray(law.exponent)))


def budget_for_loss(law: Any, loss: float) -> Array:
    """Return the least budget in FLOP whose best model reaches ``loss``, in nats a token."""
    low = np.log(FLOP_PER_PARAMETER_TOKEN * np.ones_like(law.optimum(np.array(1e9))[0]))
    high = np.full_like(low, np.log(MOST_BUDGET))
    reached = best_loss(law, np.exp(high)) <= loss
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = best_loss(law, np.exp(middle)) <= loss
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return _answer(np.where(reached, np.exp(high), np.nan))


def best_loss(law: Any, C: Array) -> Array:
    """Return the loss of the best model of each budget."""
    return np.asarray(law.predict(*law.optimum(C)))


def _answer(C: Array) -> Array:
    return np.where((C >= LEAST_BUDGET) & (C <= MOST_BUDGET), C, np.nan)
