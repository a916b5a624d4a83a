"""Minimises Σ w |r|, which has corners: a primal–dual Newton method down a path of smoothings.

|r| is smoothed to η = √(r² + ε²) and ε shrinks along the way. Beside theta the method moves the
dual λ = r / η of every run as an unknown of its own, which keeps Newton's steps good where plain
ones would jump from corner to corner.
Source: Chan, Golub and Mulet 1999, "A nonlinear primal-dual method", for total variation.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.newton import DIAGONAL
from labs.scaling_laws.objective import Moments, Shared, Terms

SHARPEST, SHRINK = 1e-10, 0.1
"""The last ε, and what each sharpening multiplies ε by."""
NEAR = 0.1
"""ε may shrink once a full step promises less than this share of what the smoothing adds."""
STEPS = 150
WITHIN = 1 - 1e-7
"""A dual of exactly ±1 would leave no curvature."""


def descend_absolute(theta: Array, shared: Shared, weights: Array | None, spread: float) -> Array:
    """Minimise Σ w |r| from each row of theta, (k, 5); ``spread`` is the size of a usual residual.

    The optimum is exact to about 1e-10 in each residual.
    """
    ended = theta.copy()
    for start in range(0, len(theta), shared.block_rows()):
        block = np.arange(start, min(start + shared.block_rows(), len(theta)))
        own = np.ones((len(block), len(shared.x))) if weights is None else weights[block]
        _descend_block(_Path.at(theta[block], shared, own, spread), shared, block, ended)
    return ended


def _descend_block(path: "_Path", shared: Shared, live: NDArray[np.intp], ended: Array) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(STEPS):
            done = path.step(shared)
            out = done | (step == STEPS - 1)
            if not out.any():
                continue
            ended[live[out]] = path.theta[out]
            live, path = live[~out], path.take(~out)
            if not len(live):
                return


@dataclass(slots=True)
class _Path:
    theta: Array  # (k, 5)
    weights: Array  # (k, n)
    r: Array
    size: Array
    data: Array
    floor: Array
    dual: Array  # (k, n)
    smoothing: Array  # (k, 1): ε
    damping: Array  # (k,)
    stride: Array  # (k,): the share of a full step to take

    @classmethod
    def at(cls, theta: Array, shared: Shared, weights: Array, spread: float) -> "_Path":
        terms = Terms.at(theta, shared)
        smoothing = np.full((len(theta), 1), max(spread, SHARPEST))
        dual = terms.r / np.hypot(terms.r, smoothing)
        damping, stride = np.full(len(theta), 1e-6), np.ones(len(theta))
        return cls(
            theta.copy(), weights, terms.r, terms.size, terms.data, terms.floor,
            dual, smoothing, damping, stride,
        )  # fmt: skip

    def take(self, rows: NDArray[np.bool_]) -> "_Path":
        return _Path(*(getattr(self, each.name)[rows] for each in fields(self)))

    def step(self, shared: Shared) -> NDArray[np.bool_]:
        """Move theta and the duals where that goes down, then sharpen; return which are settled."""
        terms = Terms(self.r, self.size, self.data, self.floor)
        eta = np.hypot(self.r, self.smoothing)
        slope = self.r / eta
        slack = 1 - self.dual * slope
        gradient = Moments.of(terms, self.weights * slope, shared).gradient()
        full = self._newton(terms, slack / eta, gradient, shared)
        promised = -np.einsum("ki,ki->k", gradient, full)
        move = full * self.stride[:, None]
        there = Terms.at(self.theta + move, shared)
        value = (self.weights * eta).sum(1)
        value_there = (self.weights * np.hypot(there.r, self.smoothing)).sum(1)
        down = (value_there <= value * (1 + 1e-13)) & (promised >= 0)
        dual_full = (self.r + slack * terms.moved(full, shared)) / eta
        dual = self.dual + self.stride[:, None] * (dual_full - self.dual)
        # A shortened or damped step promises little because it is short, not because it is near.
        trusted = down & (self.damping < 1e-2) & (self.stride > 0.5)
        smoothed_by = (self.weights * (eta - np.abs(self.r))).sum(1)
        near = trusted & (promised <= NEAR * smoothed_by)
        self._accept(down, move, there, np.clip(dual, -WITHIN, WITHIN))
        self._adapt(down, promised < 0)
        settled = near & (self.smoothing[:, 0] <= SHARPEST)
        self.smoothing[near] = np.maximum(self.smoothing[near] * SHRINK, SHARPEST)
        return np.asarray(settled)

    def _newton(self, terms: Terms, bend: Array, gradient: Array, shared: Shared) -> Array:
        hessian = np.empty((len(self.theta), 5, 5))
        dual = self.weights * self.dual
        moments = Moments.of(terms, dual, shared)
        moments.hessian(terms, self.weights * bend - dual, shared, hessian)
        diagonal = hessian[:, DIAGONAL, DIAGONAL]
        hessian[:, DIAGONAL, DIAGONAL] += np.abs(diagonal) * self.damping[:, None] + 1e-12
        return np.asarray(-np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0])

    def _accept(self, down: NDArray[np.bool_], move: Array, there: Terms, dual: Array) -> None:
        self.theta[down] += move[down]
        rows = down[:, None]
        self.r, self.size = np.where(rows, there.r, self.r), np.where(rows, there.size, self.size)
        self.data = np.where(rows, there.data, self.data)
        self.floor = np.where(rows, there.floor, self.floor)
        self.dual = np.where(rows, dual, self.dual)

    def _adapt(self, down: NDArray[np.bool_], uphill: NDArray[np.bool_]) -> None:
        """Damp where the direction was wrong, shorten where only the step was too long."""
        eased = np.maximum(self.damping / 3, 1e-9)
        self.damping = np.where(uphill, np.clip(self.damping * 10, 1e-3, 1e8), eased)
        stuck = ~down & ~uphill
        self.stride = np.where(stuck, self.stride * 0.3, np.minimum(1, self.stride * 3))
        lost = (stuck & (self.stride < 1e-2))[:, None]
        self.dual = np.where(lost, self.r / np.hypot(self.r, self.smoothing), self.dual)
