"""Runs laid out on isoFLOP budgets, or along training curves, as a law foretells them."""

import numpy as np

from labs.scaling_laws.law import Array, Law
from labs.scaling_laws.points import Points

BUDGETS = np.geomspace(6e18, 3e21, 9)
"""FLOP: the range of Hoffmann et al. 2022, figure 3."""


def on_budgets(
    law: Law,
    budgets: Array = BUDGETS,
    sizes: int = 27,
    decades: float = 0.8,
    off: float = 0.0,
    noise: float = 0.0,
    seed: int = 0,
) -> Points:
    """Train sizes up to ``decades`` around e^``off`` times the best one of each budget."""
    C = np.repeat(budgets, sizes)
    around = np.tile(np.linspace(-decades, decades, sizes), len(budgets))
    N = law.optimum(C)[0] * 10**around * np.exp(off)
    return strayed(law, N, C / 6 / N, noise, seed)


def of_sizes(law: Law, N: Array, budgets: Array = BUDGETS) -> Points:
    """Train the same sizes at every budget, as one does who has a list of models."""
    sizes, C = np.tile(N, len(budgets)), np.repeat(budgets, len(N))
    return strayed(law, sizes, C / 6 / sizes)


def along_curves(
    law: Law, sizes: int = 16, marks: int = 6, noise: float = 0.0, seed: int = 0
) -> Points:
    """Measure each size at marks that double its tokens."""
    N = np.repeat(np.geomspace(1e8, 1e10, sizes), marks)
    return strayed(law, N, np.tile(2e9 * 2.0 ** np.arange(marks), sizes), noise, seed)


def strayed(law: Law, N: Array, D: Array, noise: float = 0.0, seed: int = 0) -> Points:
    error = np.random.default_rng(seed).normal(size=len(N))
    return Points.of(N, D, law.predict(N, D) * np.exp(noise * error))
