"""The usual few lines with a library minimiser, and where they stop: short of the optimum.

L-BFGS with the stopping rules that scipy documents for its L-BFGS-B, on Huber's loss in raw logs.
The rules compare with fixed numbers, so that whether one sums or averages decides how soon they
fire, though it does not move the minimum.
Source: Hoffmann et al. 2022, appendix D.3 (the objective and the grid of starts); Liu & Nocedal
1989 (L-BFGS); Nocedal & Wright 2006, algorithms 3.5 and 7.4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from labs.scaling_laws.fitting import DELTA, Fit, fit
from labs.scaling_laws.law import Array, Law
from labs.scaling_laws.points import Points

Scale = Literal["mean", "sum"]
Gradient = Literal["analytic", "differences"]
Stop = Literal["ftol", "gtol", "maxiter", "line search"]
Objective = Callable[[Array], tuple[float, Array]]

TYPICAL = (5.0, 5.0, 0.5, 0.5, 0.5)
"""ln A, ln B, ln E, alpha and beta: one point of Hoffmann's grid of starts."""
MEMORY, MOST_STEPS = 10, 15_000
FTOL, GTOL = 2.2204e-9, 1e-5
DIFFERENCE = 1e-8
"""How far finite differences look ahead."""
ARMIJO, CURVATURE = 1e-3, 0.9
MOST_TRIALS = 20
NOTHING = 1e-15
"""A perfect fit leaves rounding alone, of which no percentage says anything."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where the minimiser stopped, and what lies between it and the optimum."""

    scale: Scale
    gradient: Gradient
    law: Law
    objective: float
    """The summed loss there, whatever was minimised."""
    above_percent: float | None
    """How far that lies above the optimum's, in per cent of it; None where that is nothing."""
    steps: int
    evaluations: int
    """Of the objective; finite differences take six for each gradient."""
    because: Stop
    """The rule that fired."""


def stopped(
    points: Points,
    scale: Scale = "mean",
    gradient: Gradient = "analytic",
    start: tuple[float, ...] = TYPICAL,
    optimum: Fit | None = None,
) -> Stopped:
    """Minimise Huber's loss of Chinchilla's law as a textbook would, from one start.

    ``optimum`` is the fit of the same points and loss, and is computed where it is not given.
    """
    optimum = optimum or fit(points)
    weight = 1 / len(points) if scale == "mean" else 1.0
    found = minimise(_objective(points, weight, gradient), np.array(start))
    a, b, e, alpha, beta = found.x
    with np.errstate(over="ignore"):
        law = Law(*(float(each) for each in (*np.exp([e, a, b]), alpha, beta)))
    total, least = found.value / weight, optimum.objective
    above = 100 * (total / least - 1) if least > NOTHING else None
    return Stopped(
        scale, gradient, law, total, above, found.steps,
        found.evaluations * (1 if gradient == "analytic" else 1 + len(start)), found.because,
    )  # fmt: skip


def _objective(points: Points, scale: float, gradient: Gradient) -> Objective:
    x, y, z = np.log(points.N), np.log(points.D), np.log(points.loss)

    def analytic(theta: Array) -> tuple[float, Array]:
        a, b, e, alpha, beta = theta
        size, data = np.exp(a - e - alpha * x), np.exp(b - e - beta * y)  # over the floor
        total = 1 + size + data
        r = np.log(total) + (e - z)
        slope = np.clip(r, -DELTA, DELTA)
        floor = slope / total
        size, data = floor * size, floor * data
        pull = [size.sum(), data.sum(), floor.sum(), -(size @ x), -(data @ y)]
        return scale * float(slope @ (r - 0.5 * slope)), scale * np.array(pull)

    def differences(theta: Array) -> tuple[float, Array]:
        ahead = theta + DIFFERENCE * np.eye(6, 5, -1)  # the first row is theta
        a, b, e, alpha, beta = ahead.T[:, :, None]
        r = np.log(1 + np.exp(a - e - alpha * x) + np.exp(b - e - beta * y)) + (e - z)
        slope = np.clip(r, -DELTA, DELTA)
        values = scale * np.einsum("kn,kn->k", slope, r - 0.5 * slope)
        return float(values[0]), (values[1:] - values[0]) / DIFFERENCE

    return analytic if gradient == "analytic" else differences


@dataclass(slots=True)
class Minimum:
    """Where ``minimise`` ended."""

    x: Array
    value: float
    steps: int
    evaluations: int
    because: Stop


def minimise(objective: Objective, x: Array) -> Minimum:
    """Minimise by L-BFGS from x, (p,), with a line search for Wolfe's conditions.

    It stops where (f − f') / max(|f|, |f'|, 1) is at most 2.2204e-9 or no entry of the gradient
    exceeds 1e-5, the documented defaults of scipy's L-BFGS-B.
    """
    value, gradient = objective(x)
    evaluations, memory = 1, _Memory([], [])
    for steps in range(MOST_STEPS):
        if np.abs(gradient).max() <= GTOL:
            return Minimum(x, value, steps, evaluations, "gtol")
        direction = memory.direction(gradient)
        first = 1.0 if memory.moves else min(1.0, 1 / float(np.linalg.norm(gradient)))
        taken, trials = _searched(objective, x, direction, value, gradient, first)
        evaluations += trials
        if taken is None:
            return Minimum(x, value, steps, evaluations, "line search")
        memory.learn(taken.length * direction, taken.gradient - gradient)
        small = value - taken.value <= FTOL * max(abs(value), abs(taken.value), 1.0)
        x, value, gradient = x + taken.length * direction, taken.value, taken.gradient
        if small:
            return Minimum(x, value, steps + 1, evaluations, "ftol")
    return Minimum(x, value, MOST_STEPS, evaluations, "maxiter")


@dataclass(slots=True)
class _Memory:
    """The last ten moves, and how the gradient changed over each."""

    moves: list[Array]
    changes: list[Array]

    def learn(self, move: Array, change: Array) -> None:
        if move @ change > np.finfo(float).eps * (change @ change):
            self.moves, self.changes = (
                [*old[-MEMORY + 1 :], new]
                for old, new in ((self.moves, move), (self.changes, change))
            )

    def direction(self, gradient: Array) -> Array:
        """Return −H g by the two-loop recursion, H being the inverse Hessian that was learnt."""
        q, shares = gradient.copy(), []
        for move, change in zip(reversed(self.moves), reversed(self.changes), strict=True):
            shares.append((move @ q) / (move @ change))
            q -= shares[-1] * change
        if self.moves:
            q *= (self.moves[-1] @ self.changes[-1]) / (self.changes[-1] @ self.changes[-1])
        for move, change, share in zip(self.moves, self.changes, reversed(shares), strict=True):
            q += move * (share - (change @ q) / (move @ change))
        return -q


@dataclass(slots=True)
class _Trial:
    """One length along the direction, with the objective and its slope there."""

    length: float
    value: float
    slope: float
    gradient: Array


def _searched(
    objective: Objective, x: Array, direction: Array, value: float, gradient: Array, length: float
) -> tuple[_Trial | None, int]:
    """Find a length that Wolfe's strong conditions accept, by cubic interpolation."""
    start = _Trial(0.0, value, float(gradient @ direction), gradient)
    low, high = start, None
    for trials in range(1, MOST_TRIALS + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            there, pull = objective(x + length * direction)
        trial = _Trial(length, there, float(pull @ direction), pull)
        bound = value + ARMIJO * length * start.slope
        if not (trial.value <= bound and trial.value < low.value):
            high = trial
        elif abs(trial.slope) <= CURVATURE * abs(start.slope):
            return trial, trials
        else:
            before, low = low, trial
            if trial.slope > 0 or (high and before.length > trial.length):
                high = before
        length = _next_length(low, high)
    return (low if low.length else None), MOST_TRIALS


def _next_length(low: _Trial, high: _Trial | None) -> float:
    """Return the cubic's minimum between two lengths, kept off both; or leap ahead."""
    if high is None:
        return 4 * low.length
    gap = high.length - low.length
    if not gap:
        return low.length
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        d1 = low.slope + high.slope - 3 * (high.value - low.value) / gap
        d2 = np.sign(gap) * np.sqrt(d1 * d1 - low.slope * high.slope)
        share = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2)
    return low.length + gap * (float(np.clip(share, 0.1, 0.9)) if np.isfinite(share) else 0.5)
