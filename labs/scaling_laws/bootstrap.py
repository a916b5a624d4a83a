"""Bootstrap resampling of a fit: the same runs, weighted by how often each was drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.fitting import (
    Form,
    Loss,
    check_choice,
    constants,
    descend_by,
    fit_shared,
    spread,
    total,
)
from labs.scaling_laws.law import Array
from labs.scaling_laws.objective import Shared
from labs.scaling_laws.points import FEWEST_LEVELS, Points
from labs.scaling_laws.reading import PointsLike, as_points

STREAM = 64
"""Draws that share a random stream; a chunk is a whole number of streams, whatever its size."""
CHUNK = 4 * STREAM
FEWEST_DISTINCT = 5
NAMES = ("E", "A", "B", "alpha", "beta")


@dataclass(frozen=True, slots=True)
class Bootstraps:
    """The laws fitted to resamples, one row each; NaN where a resample could not tell a law."""

    constants: Array
    """Shape (draws, 5): E, A, B, alpha, beta."""

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which resamples could be fitted, shape (draws,)."""
        return np.asarray(np.isfinite(self.constants).all(1))

    @property
    def has_optimum(self) -> NDArray[np.bool_]:
        """Which of them have a compute-optimal size: both terms must fall, shape (draws,)."""
        return np.asarray(self.kept & (self.constants[:, 1:] > 0).all(1))

    def values(self, name: str) -> Array:
        """Return the usable values of E, A, B, alpha, beta or exponent."""
        if name == "exponent":
            alpha, beta = self.constants[self.has_optimum, 3:].T
            return np.asarray(beta / (alpha + beta))
        return np.asarray(self.constants[self.kept, NAMES.index(name)])

    def interval(self, name: str, level: float = 0.95) -> tuple[float, float]:
        """Return the central percentile interval that spans ``level`` of the resamples.

        Source: Efron 1979, "Bootstrap methods: another look at the jackknife".
        """
        low, high = percentiles(self.values(name), level)
        return float(low), float(high)


def percentiles(values: Array, level: float) -> tuple[Array, Array]:
    """Return the low and high end of the central ``level`` of values, along their first axis."""
    low, high = np.percentile(values, [50 * (1 - level), 50 * (1 + level)], axis=0)
    return low, high


def bootstrap(
    points: PointsLike,
    draws: int = 1000,
    seed: int = 0,
    form: Form = "chinchilla",
    loss: Loss = "huber",
) -> Bootstraps:
    """Refit the law to ``draws`` resamples of the runs, drawn with replacement.

    ``points`` is what ``fit`` takes. Which runs draw i takes depends on the seed and i alone.
    Each refit starts from the fit to all runs.

    Raises: ValueError for an unknown form or loss, or no draws; PointsError.
    """
    points = as_points(points)
    check_choice(form, loss)
    if draws < 1:
        raise ValueError(f"{draws} resamples were asked for, but it takes at least 1; ask for 1000")
    return Bootstraps(np.concatenate(list(Resampling.of(points, loss, seed).chunks(0, draws))))


@dataclass(frozen=True, slots=True)
class Resampling:
    """All that refitting resamples of some runs takes."""

    shared: Shared
    loss: Loss
    seed: int
    best: Array  # (5,): the theta of the fit to all runs
    around: float
    levels: tuple["_Levels", "_Levels"]

    @classmethod
    def of(cls, points: Points, loss: Loss, seed: int) -> "Resampling":
        shared = Shared.of(points.N, points.D, points.loss)
        found = fit_shared(shared, loss)
        best = found[int(np.argmin(total(found, shared, loss)))]
        around = spread(best[None], shared)
        return cls(shared, loss, seed, best, around, (_Levels.of(points.N), _Levels.of(points.D)))

    def chunks(self, start: int, draws: int, size: int = CHUNK) -> Iterator[Array]:
        """Yield the constants of draws ``start`` to ``draws``, shape (at most ``size``, 5) each.

        ``start`` and ``size`` are multiples of 64.
        """
        for first in range(start, draws, size):
            yield self._refit(self.weights(first, min(first + size, draws)))

    def weights(self, first: int, last: int) -> Array:
        """Count how often each of draws ``first`` to ``last`` took each run: (last − first, n)."""
        n = len(self.shared.x)
        blocks = []
        for stream in range(first // STREAM, -(-last // STREAM)):
            rng = np.random.default_rng([self.seed, stream])
            taken = rng.integers(0, n, size=(STREAM, n)) + n * np.arange(STREAM)[:, None]
            blocks.append(np.bincount(taken.ravel(), minlength=STREAM * n).reshape(STREAM, n))
        return np.concatenate(blocks)[: last - first].astype(np.float64)

    def _refit(self, weights: Array) -> Array:
        told = (weights > 0).sum(1) >= FEWEST_DISTINCT
        for levels in self.levels:
            told &= levels.drawn(weights) >= FEWEST_LEVELS
        out = np.full((len(weights), len(NAMES)), np.nan)
        starts = np.repeat(self.best[None], int(told.sum()), axis=0)
        found = descend_by(
            self.loss, starts, self.shared, weights[told], self.around, tolerance=1e-10
        )
        out[told] = np.column_stack(constants(found, self.shared))
        return out


@dataclass(frozen=True, slots=True)
class _Levels:
    """The runs sorted by one quantity, and where each of its values begins."""

    order: NDArray[np.intp]
    begins: NDArray[np.intp]

    @classmethod
    def of(cls, column: Array) -> "_Levels":
        _, level = np.unique(column, return_inverse=True)
        order = np.argsort(level, kind="stable")
        return cls(order, np.flatnonzero(np.diff(level[order], prepend=-1)))

    def drawn(self, weights: Array) -> NDArray[np.intp]:
        """Return how many of the values each draw holds."""
        counts = np.add.reduceat(weights[:, self.order], self.begins, axis=1)
        return np.asarray((counts > 0).sum(1))
