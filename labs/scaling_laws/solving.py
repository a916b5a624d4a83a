"""Solves many small symmetric systems at once; the last unknown may have a bound."""

from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.law import Array

LEAST_PIVOT = 1e-15
"""As a share of the diagonal: what is left of it below this is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """L D Lᵀ of k matrices, the long axis innermost.

    A pivot below zero counts as one above, so that a Newton step by these factors leads down.
    Source: Gill, Murray and Wright 1981, "Practical optimization", section 4.4.2.2.
    """

    columns: tuple[Array, ...]
    """Of L below its diagonal: (q − 1, k), (q − 2, k), …, (0, k)."""
    pivots: Array  # (q, k)

    @classmethod
    def of(cls, matrices: Array) -> "Factors":
        """Factor symmetric matrices, (k, q, q)."""
        rest = np.ascontiguousarray(matrices.transpose(1, 2, 0))
        least = LEAST_PIVOT * np.abs(np.einsum("iik->ik", rest)) + np.finfo(float).tiny
        pivots, columns = np.empty(rest.shape[1:]), []
        for j in range(len(rest)):
            np.maximum(np.abs(rest[j, j]), least[j], out=pivots[j])
            below = rest[j + 1 :, j]
            column = below / pivots[j]
            rest[j + 1 :, j + 1 :] -= column[:, None] * below
            columns.append(column)
        return cls(tuple(columns), pivots)

    def moves(self, gradient: Array, room: Array | None = None) -> Array:
        """Return the moves, (k, q), that solve matrix · move = −gradient.

        ``room``, (k,), is how far the last element may fall at most: where it would fall further,
        it falls so far and the others make the best of that, which is the exact least of the
        bounded quadratic.
        """
        move = np.negative(gradient.T, order="C")
        for j, column in enumerate(self.columns):
            move[j + 1 :] -= column * move[j]
        move /= self.pivots
        if room is not None:
            np.maximum(move[-1], -room, out=move[-1])
        for j in range(len(move) - 2, -1, -1):
            move[j] -= (self.columns[j] * move[j + 1 :]).sum(0)
        return np.ascontiguousarray(move.T)
