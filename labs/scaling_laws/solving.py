"""Solves many small symmetric systems at once; the last unknown may have a bound."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array

TINY = float(np.finfo(float).tiny)
LEAST_PIVOT = 1e-15
"""As a share of the diagonal: what is left of it below this is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """L D Lᵀ of k matrices, the long axis innermost.

    A pivot below zero counts as one above, so that a Newton step by these factors leads down.
    Source: Gill, Murray and Wright 1981, "Practical optimization", section 4.4.2.2.
    """

    lower: Array  # (q, q, k): L; what stands on its diagonal and above is never read
    pivots: Array  # (q, k)

    @classmethod
    def of(cls, matrices: Array) -> "Factors":
        """Factor symmetric matrices, (k, q, q)."""
        rest = np.ascontiguousarray(matrices.transpose(1, 2, 0))
        least = LEAST_PIVOT * np.abs(np.einsum("iik->ik", rest)) + TINY
        pivots = np.empty(rest.shape[1:])
        for j in range(len(rest)):
            np.maximum(np.abs(rest[j, j]), least[j], out=pivots[j])
            below = rest[j + 1 :, j]
            column = below / pivots[j]
            rest[j + 1 :, j + 1 :] -= column[:, None] * below
            below[:] = column
        return cls(rest, pivots)

    @classmethod
    def none(cls) -> "Factors":
        """Return the factors of no matrices."""
        return cls(np.empty((0, 0, 0)), np.empty((0, 0)))

    def take(self, rows: NDArray[np.bool_]) -> "Factors":
        return Factors(self.lower[:, :, rows], self.pivots[:, rows])

    def moves(self, gradient: Array, room: Array | None = None) -> Array:
        """Return the moves, (k, q), that solve matrix · move = −gradient.

        ``room``, (k,), is how far the last element may fall at most: where it would fall further,
        it falls so far and the others make the best of that, which is the exact least of the
        bounded quadratic.
        """
        move = np.negative(gradient.T, order="C")
        for j in range(len(move) - 1):
            move[j + 1 :] -= self.lower[j + 1 :, j] * move[j]
        move /= self.pivots
        if room is not None:
            np.maximum(move[-1], -room, out=move[-1])
        for j in range(len(move) - 1, 0, -1):
            move[:j] -= self.lower[j, :j] * move[j]
        return np.ascontiguousarray(move.T)
