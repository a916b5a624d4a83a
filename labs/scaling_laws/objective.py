"""The summed Huber loss of many fits at once, with its exact gradient and Hessian.

Every fit shares the points and has weights of its own. A row of ``theta`` is (a, b, e, alpha,
beta) with ln L = ln(exp(a − alpha x) + exp(b − beta y) + exp(e)) (Hoffmann et al. 2022, appendix
D.3), where x and y are centred ln N and ln D: centring brings the condition number down from
about 1e7 to 1e4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array

BLOCK_BYTES = 128 * 1024
"""Temporaries stay below what malloc would fetch from the kernel anew each time."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The points that all fits share: centred ln N and ln D, ln L, and monomials of x and y."""

    x: Array
    y: Array
    z: Array
    x_mean: float
    y_mean: float
    one_x_xx: Array  # (n, 3): 1, x, x²
    one_y_yy: Array  # (n, 3): 1, y, y²
    one_x_y_xy: Array  # (n, 4): 1, x, y, xy

    @classmethod
    def of(cls, N: Array, D: Array, loss: Array) -> "Shared":
        ln_N, ln_D = np.log(N), np.log(D)
        x, y = ln_N - ln_N.mean(), ln_D - ln_D.mean()
        one = np.ones_like(x)
        return cls(
            x, y, np.log(loss), float(ln_N.mean()), float(ln_D.mean()),
            np.column_stack([one, x, x * x]),
            np.column_stack([one, y, y * y]),
            np.column_stack([one, x, y, x * y]),
        )  # fmt: skip

    def block_rows(self) -> int:
        """Return how many fits to evaluate at once."""
        return max(1, BLOCK_BYTES // (8 * len(self.x)))


@dataclass(slots=True)
class Expansion:
    """The objective's second-order expansion at each row of theta."""

    value: Array  # (k,)
    gradient: Array  # (k, 5)
    hessian: Array  # (k, 5, 5)

    def take(self, rows: NDArray[np.bool_]) -> "Expansion":
        return Expansion(self.value[rows], self.gradient[rows], self.hessian[rows])

    def put(self, rows: NDArray[np.bool_], other: "Expansion") -> None:
        """Overwrite ``rows`` with the same rows of another expansion."""
        self.value[rows] = other.value[rows]
        self.gradient[rows] = other.gradient[rows]
        self.hessian[rows] = other.hessian[rows]


@dataclass(slots=True)
class Terms:
    """The residual r = ln(predicted) − ln(measured) and the terms' shares of it, all (k, n)."""

    r: Array
    size: Array
    data: Array
    floor: Array

    @classmethod
    def at(cls, theta: Array, shared: Shared) -> "Terms":
        a, b, e, alpha, beta = theta.T[:, :, None]
        size = np.exp(a - e - alpha * shared.x)  # (k, n), over the floor
        data = np.exp(b - e - beta * shared.y)  # (k, n), over the floor
        total = 1 + size + data
        r = np.log(total)
        r += e - shared.z
        floor = 1 / total
        size *= floor
        data *= floor
        return cls(r, size, data, floor)

    def moved(self, move: Array, shared: Shared) -> Array:
        """Return what a small move of theta, (k, 5), adds to r, to first order: J · move."""
        a, b, e, alpha, beta = move.T[:, :, None]
        change = (a - alpha * shared.x) * self.size + (b - beta * shared.y) * self.data
        return np.asarray(change + e * self.floor)


def expand(theta: Array, shared: Shared, weights: Array | None, delta: float) -> Expansion:
    """Return Σ w huber_δ(r) and its first two derivatives at each row of theta.

    ``theta`` is (k, 5), ``weights`` (k, n) or None for ones, ``delta`` may be infinite (½ Σ w r²).
    """
    k, rows = len(theta), shared.block_rows()
    out = Expansion(np.empty(k), np.empty((k, 5)), np.empty((k, 5, 5)))
    for start in range(0, k, rows):
        block = slice(start, start + rows)
        terms = Terms.at(theta[block], shared)
        slope = np.clip(terms.r, -delta, delta)
        value = slope * (terms.r - 0.5 * slope)
        bend = (np.abs(terms.r) <= delta) - slope
        if weights is not None:
            own = weights[block]
            value, slope, bend = value * own, slope * own, bend * own
        out.value[block] = value.sum(1)
        first = Moments.of(terms, slope, shared)
        out.gradient[block] = first.gradient()
        first.hessian(terms, bend, shared, out.hessian[block])
    return out


@dataclass(slots=True)
class Moments:
    """Sums over the runs of slope times each term's share, times 1, x, x² or 1, y, y²."""

    size: Array  # (k, 3)
    data: Array  # (k, 3)
    floor: Array  # (k,)

    @classmethod
    def of(cls, terms: Terms, slope: Array, shared: Shared) -> "Moments":
        return cls(
            (slope * terms.size) @ shared.one_x_xx,
            (slope * terms.data) @ shared.one_y_yy,
            np.einsum("kn,kn->k", slope, terms.floor),
        )

    def gradient(self) -> Array:
        """Return Σ slope · Jᵀπ, shape (k, 5), where π are the shares of (a − αx, b − βy, e)."""
        return np.stack(
            [self.size[:, 0], self.data[:, 0], self.floor, -self.size[:, 1], -self.data[:, 1]], 1
        )

    def hessian(self, terms: Terms, bend: Array, shared: Shared, out: Array) -> None:
        """Write Σ slope · Jᵀ diag(π) J + bend · Jᵀππᵀ J to ``out``, shape (k, 5, 5).

        r has the Hessian Jᵀ(diag π − ππᵀ) J, so that with slope ρ′ and bend ρ″ − ρ′ this is the
        exact Hessian of Σ ρ(r).
        """
        bend_size, bend_data = bend * terms.size, bend * terms.data
        size = self.size + (bend_size * terms.size) @ shared.one_x_xx
        data = self.data + (bend_data * terms.data) @ shared.one_y_yy
        both = (bend_size * terms.data) @ shared.one_x_y_xy
        size_floor = (bend_size * terms.floor) @ shared.one_x_xx[:, :2]
        data_floor = (bend_data * terms.floor) @ shared.one_y_yy[:, :2]
        floor = self.floor + np.einsum("kn,kn,kn->k", bend, terms.floor, terms.floor)
        for row, column, entry in (
            (0, 0, size[:, 0]), (0, 3, -size[:, 1]), (3, 3, size[:, 2]),
            (1, 1, data[:, 0]), (1, 4, -data[:, 1]), (4, 4, data[:, 2]),
            (0, 1, both[:, 0]), (1, 3, -both[:, 1]), (0, 4, -both[:, 2]), (3, 4, both[:, 3]),
            (0, 2, size_floor[:, 0]), (2, 3, -size_floor[:, 1]),
            (1, 2, data_floor[:, 0]), (2, 4, -data_floor[:, 1]), (2, 2, floor),
        ):  # fmt: skip
            out[:, row, column] = out[:, column, row] = entry
