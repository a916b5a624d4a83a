"""Runs whose truth is known, for the tests of the fitter."""

import numpy as np

from labs.scaling_laws.law import PUBLISHED, Array, Law
from labs.scaling_laws.points import Points
from labs.scaling_laws.simulate import simulated_from

EPOCH = PUBLISHED["epoch"]
WORLDS = {
    **PUBLISHED,
    "tiny models": Law(E=0.9, A=25.0, B=60.0, alpha=0.41, beta=0.33),
    "steep data": Law(E=2.2, A=80.0, B=9e5, alpha=0.2, beta=0.62),
}


def world(law: Law = EPOCH, runs: int = 60, noise: float = 0.01, seed: int = 0) -> Points:
    return simulated_from(law, runs, noise, seed)


def with_outliers(points: Points, every: int = 20, by: float = 0.1) -> Points:
    """Let every so many runs end with a loss too high by a factor of e^by."""
    off = by * (np.arange(len(points)) % every == 0)
    return Points.of(points.N, points.D, points.loss * np.exp(off))


def as_array(points: Points) -> Array:
    return np.column_stack([points.N, points.D, points.loss])
