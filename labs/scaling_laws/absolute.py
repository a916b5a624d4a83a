"""Minimises Σ w |r|, which has corners: a primal–dual Newton method down a path of smoothings.

|r| is smoothed to η = √(r² + ε²) and ε shrinks along the way. Beside theta the method moves the
dual λ = r / η of every run as an unknown of its own, which keeps Newton's steps good where plain
ones would jump from corner to corner.
Source: Chan, Golub and Mulet 1999, "A nonlinear primal-dual method", for total variation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.links import Parts
from labs.scaling_laws.newton import Task

MOST = 1e9
"""A residual beyond this is that of a start nowhere near, and would overflow."""
SHARPEST, SHRINK = 1e-10, 0.1
"""The last ε, and what each sharpening multiplies ε by."""
NEAR = 0.1
"""ε may shrink once a full step promises less than this share of what the smoothing adds."""
STEPS = 150
WITHIN = 1 - 1e-7
"""A dual of exactly ±1 would leave no curvature."""


def descend_absolute(theta: Array, task: Task, spread: float) -> Array:
    """Minimise Σ w |r| from each row of theta, (k, width); ``spread`` is a usual residual's size.

    The optimum is exact to about 1e-10 in each residual.
    """
    ended = theta.copy()
    rows = task.model.block_rows()
    for start in range(0, len(theta), rows):
        block = np.arange(start, min(start + rows, len(theta)))
        _descend_block(_Path.at(theta[block], task.take(block), spread), block, ended)
    return ended


def _descend_block(path: "_Path", live: NDArray[np.intp], ended: Array) -> None:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for step in range(STEPS):
            done = path.step()
            out = done | (step == STEPS - 1)
            if not out.any():
                continue
            ended[live[out]] = path.theta[out]
            live, path = live[~out], path.take(~out)
            if not len(live):
                return


@dataclass(slots=True)
class _Path:
    task: Task
    theta: Array  # (k, width)
    weights: Array  # (k, n)
    parts: Parts
    dual: Array  # (k, n)
    smoothing: Array  # (k, 1): ε
    damping: Array  # (k,)
    stride: Array  # (k,): the share of a full step to take

    @classmethod
    def at(cls, theta: Array, task: Task, spread: float) -> "_Path":
        with np.errstate(over="ignore", invalid="ignore"):
            parts = task.model.at(theta)
        weights = np.ones_like(parts[0]) if task.weights is None else task.weights
        smoothing = np.full((len(theta), 1), max(spread, SHARPEST))
        r = np.clip(parts[0], -MOST, MOST)
        dual = r / np.hypot(r, smoothing)
        damping, stride = np.full(len(theta), 1e-6), np.ones(len(theta))
        return cls(task, theta.copy(), weights, parts, dual, smoothing, damping, stride)

    def take(self, rows: NDArray[np.bool_]) -> "_Path":
        return _Path(
            self.task.take(rows), self.theta[rows], self.weights[rows],
            tuple(part[rows] for part in self.parts), self.dual[rows], self.smoothing[rows],
            self.damping[rows], self.stride[rows],
        )  # fmt: skip

    def step(self) -> NDArray[np.bool_]:
        """Move theta and the duals where that goes down, then sharpen; return which are settled."""
        model, r = self.task.model, self.parts[0]
        eta = np.hypot(r, self.smoothing)
        slope = r / eta
        slack = 1 - self.dual * slope
        gradient = model.gradient(model.link.pull(self.parts, self.weights * slope))
        full = self._newton(slack / eta, gradient)
        promised = -np.einsum("ki,ki->k", gradient, full)
        move = full * self.stride[:, None]
        there = model.at(self.theta + move)
        value = (self.weights * eta).sum(1)
        value_there = (self.weights * np.hypot(there[0], self.smoothing)).sum(1)
        down = (value_there <= value * (1 + 1e-13)) & (promised >= 0)
        dual_full = (r + slack * model.moved(self.parts, full)) / eta
        dual = self.dual + self.stride[:, None] * (dual_full - self.dual)
        # A shortened or damped step promises little because it is short, not because it is near.
        trusted = down & (self.damping < 1e-2) & (self.stride > 0.5)
        smoothed_by = (self.weights * (eta - np.abs(r))).sum(1)
        near = trusted & (promised <= NEAR * smoothed_by)
        self._accept(down, move, there, np.clip(dual, -WITHIN, WITHIN))
        self._adapt(down, promised < 0)
        settled = near & (self.smoothing[:, 0] <= SHARPEST)
        self.smoothing[near] = np.maximum(self.smoothing[near] * SHRINK, SHARPEST)
        return np.asarray(settled)

    def _newton(self, bend: Array, gradient: Array) -> Array:
        model, dual = self.task.model, self.weights * self.dual
        pulled = model.link.pull(self.parts, dual)
        hessian = model.hessian(self.parts, dual, self.weights * bend, pulled)
        diagonal = np.arange(model.width)
        scale = np.abs(hessian[:, diagonal, diagonal])
        hessian[:, diagonal, diagonal] += scale * self.damping[:, None] + 1e-12
        return self.task.moves(self.theta, self.task.factors(hessian), gradient)

    def _accept(self, down: NDArray[np.bool_], move: Array, there: Parts, dual: Array) -> None:
        self.theta[down] += move[down]
        rows = down[:, None]
        self.parts = tuple(
            np.where(rows, new, old) for new, old in zip(there, self.parts, strict=True)
        )
        self.dual = np.where(rows, dual, self.dual)

    def _adapt(self, down: NDArray[np.bool_], uphill: NDArray[np.bool_]) -> None:
        """Damp where the direction was wrong, shorten where only the step was too long."""
        eased = np.maximum(self.damping / 3, 1e-9)
        self.damping = np.where(uphill, np.clip(self.damping * 10, 1e-3, 1e8), eased)
        stuck = ~down & ~uphill
        self.stride = np.where(stuck, self.stride * 0.3, np.minimum(1, self.stride * 3))
        lost = (stuck & (self.stride < 1e-2))[:, None]
        r = self.parts[0]
        self.dual = np.where(lost, r / np.hypot(r, self.smoothing), self.dual)
