"""Training runs as a published law foretells them, with noise: a world whose truth is known."""

import numpy as np

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, PUBLISHED, Law
from labs.scaling_laws.points import Points

MOST_RUNS = 400
DECADES = (18.5, 22.0)
"""log10 FLOP of the smallest and largest runs, about the range of Hoffmann et al. 2022."""
OFF_OPTIMUM = 0.8
"""Decades by which a model may be too large or too small for its budget."""


def simulated(law: str, runs: int, noise: float, seed: int) -> Points:
    """Draw ``runs`` training runs that follow a published law.

    ln L strays by a normal error of standard deviation ``noise``. The first runs of a longer
    sweep are those of a shorter one, and the noise scales without being drawn anew.
    """
    return simulated_from(PUBLISHED[law], runs, noise, seed)


def simulated_from(law: Law, runs: int, noise: float, seed: int) -> Points:
    """Draw ``runs`` training runs, at most 400, that follow any law with an optimum."""
    rng = np.random.default_rng(seed)
    budget, off, error = rng.random(MOST_RUNS), rng.random(MOST_RUNS), rng.normal(size=MOST_RUNS)
    C = 10 ** (DECADES[0] + (DECADES[1] - DECADES[0]) * budget[:runs])
    best_N, _ = law.optimum(C)
    N = np.round(best_N * 10 ** (OFF_OPTIMUM * (2 * off[:runs] - 1)))
    D = np.round(C / FLOP_PER_PARAMETER_TOKEN / N)
    loss = law.predict(N, D) * np.exp(noise * error[:runs])
    note = "No model was trained: the runs are simulated from the law, with noise."
    return Points.of(N, D, loss, notes=(note,))
