"""Minimises many small objectives at once: Newton's method with Levenberg–Marquardt damping."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.objective import Expansion, Shared, expand

STEPS = 200
LEADING_STEPS, LEAD = 30, 0.1
"""An earlier rung ends when a step promises less than a tenth of δ²: that is about δ in r."""
DIAGONAL = np.arange(5)


@dataclass(frozen=True, slots=True)
class Minima:
    """Where each problem ended, what it is worth there, and whether it settled within the steps."""

    theta: Array  # (k, 5)
    value: Array  # (k,)
    settled: NDArray[np.bool_]  # (k,)


def descend(
    theta: Array, shared: Shared, weights: Array | None, rungs: Sequence[float], tolerance: float
) -> Minima:
    """Minimise through falling values of Huber's δ, each start being the last rung's end.

    ``theta`` is (k, 5), ``weights`` (k, n) or None. The last rung ends when a step promises less
    than ``tolerance`` of the objective; the earlier ones only lead the way.
    """
    for delta in rungs[:-1]:
        theta = minimise(theta, shared, weights, delta, 0, LEAD * delta**2, LEADING_STEPS).theta
    # What rounding leaves of a perfect fit must count as settled.
    rounding = 1e-14 * min(rungs[-1], 1e-14) * len(shared.x)
    return minimise(theta, shared, weights, rungs[-1], tolerance, rounding, STEPS)


def minimise(
    theta: Array,
    shared: Shared,
    weights: Array | None,
    delta: float,
    relative: float,
    absolute: float,
    steps: int,
) -> Minima:
    """Minimise Σ w huber_δ(r) from each row of theta at once; finished rows leave the work.

    A row is finished when a step promises to lower it by less than ``relative`` of its value plus
    ``absolute``.
    """
    state = _State.at(theta.copy(), shared, weights, delta)
    ended = Minima(theta.copy(), np.full(len(theta), np.inf), np.zeros(len(theta), np.bool_))
    live = np.arange(len(theta))
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            done = state.step(relative, absolute)
            if done.any():
                _store(ended, live[done], state, done, settled=True)
                live, state = live[~done], state.take(~done)
            if not len(live):
                break
    _store(ended, live, state, np.ones(len(live), np.bool_), settled=False)
    return ended


def _store(
    ended: Minima, rows: NDArray[np.intp], state: "_State", of: NDArray[np.bool_], *, settled: bool
) -> None:
    ended.theta[rows] = state.theta[of]
    ended.value[rows] = state.here.value[of]
    ended.settled[rows] = settled


@dataclass(slots=True)
class _State:
    theta: Array
    here: Expansion
    damping: Array
    scale: Array
    shared: Shared
    weights: Array | None
    delta: float

    @classmethod
    def at(cls, theta: Array, shared: Shared, weights: Array | None, delta: float) -> "_State":
        here = expand(theta, shared, weights, delta)
        scale = np.abs(here.hessian[:, DIAGONAL, DIAGONAL])
        return cls(theta, here, np.full(len(theta), 1e-3), scale, shared, weights, delta)

    def take(self, rows: NDArray[np.bool_]) -> "_State":
        weights = None if self.weights is None else self.weights[rows]
        return _State(
            self.theta[rows], self.here.take(rows), self.damping[rows], self.scale[rows],
            self.shared, weights, self.delta,
        )  # fmt: skip

    def step(self, relative: float, absolute: float) -> NDArray[np.bool_]:
        """Take a damped Newton step where it goes down; return which problems are settled."""
        damped = self.here.hessian.copy()
        floor = 1e-12 * self.scale.max(1, keepdims=True) + 1e-300  # keeps flat directions solvable
        damped[:, DIAGONAL, DIAGONAL] += self.damping[:, None] * self.scale + floor
        move = -np.linalg.solve(damped, self.here.gradient[:, :, None])[:, :, 0]
        slope = np.einsum("ki,ki->k", self.here.gradient, move)
        promised = -slope - 0.5 * np.einsum("ki,kij,kj->k", move, self.here.hessian, move)
        there = expand(self.theta + move, self.shared, self.weights, self.delta)
        down = (there.value <= self.here.value) & (slope <= 0)
        enough = relative * self.here.value + absolute
        settled = (slope <= 0) & (np.abs(promised) <= enough) & (self.damping < 0.1)
        self.theta[down] += move[down]
        self.here.put(down, there)
        self.scale = np.maximum(0.5 * self.scale, np.abs(self.here.hessian[:, DIAGONAL, DIAGONAL]))
        self.damping = np.where(down, np.maximum(self.damping / 8, 1e-12), self.damping * 8)
        return np.asarray(settled | (self.damping > 1e11))
