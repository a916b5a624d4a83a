"""Minimises many small objectives at once: Newton's method with Levenberg–Marquardt damping."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.model import Model
from labs.scaling_laws.objective import Expansion, expand

STEPS = 200
FIRST_DAMPING, EASE = 1e-2, 8.0
AHEAD, MOST_TURN = 0.1, 0.75
"""How far along a step its bend is measured, and the most that it may turn, as its share."""
LEADING_STEPS, LEAD = 30, 0.1
"""An earlier rung ends when a step promises less than a tenth of δ²: that is about δ in r."""
FLAT, FLATTEST = 1e-14, 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is minimised: a model's summed loss under each row's weights, perhaps in a plane."""

    model: Model
    weights: Array | None = None
    """(k, n); None for ones."""
    within: Array | None = None
    """(k, width, q): an orthonormal basis of the moves that each row is allowed; None for all."""
    majorise: bool = False
    """Whether to go by a Hessian that is never indefinite, and to bend steps along valleys: surer
    from afar, slower nearby."""

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> "Task":
        weights = None if self.weights is None else self.weights[rows]
        within = None if self.within is None else self.within[rows]
        return Task(self.model, weights, within, self.majorise)

    def expand(self, theta: Array, delta: float) -> Expansion:
        """Expand the objective at each row of theta."""
        return expand(theta, self.model, self.weights, delta, majorise=self.majorise)

    def moves(self, hessian: Array, gradient: Array) -> Array:
        """Return the allowed moves, (k, width), that solve hessian · move = −gradient."""
        if self.within is None:
            return np.asarray(-np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0])
        basis, across = self.within, self.within.transpose(0, 2, 1)
        reduced = across @ hessian @ basis
        places = np.arange(reduced.shape[1])
        # A constant held far off can leave another without any say: flat ways stay solvable.
        reduced[:, places, places] += FLAT * np.abs(reduced).max((1, 2))[:, None] + FLATTEST
        inside = np.linalg.solve(reduced, across @ gradient[:, :, None])
        return np.asarray(-(basis @ inside)[:, :, 0])


def descend(theta: Array, task: Task, rungs: Sequence[float], tolerance: float) -> Array:
    """Minimise through falling values of Huber's δ, each start being the last rung's end.

    ``theta`` is (k, width). The last rung ends when a step promises less than ``tolerance`` of
    the objective; the earlier ones only lead the way.
    """
    for delta in rungs[:-1]:
        theta = minimise(theta, task, delta, 0, LEAD * delta**2, LEADING_STEPS)
    # What rounding leaves of a perfect fit must count as settled.
    rounding = 1e-14 * min(rungs[-1], 1e-14) * len(task.model)
    return minimise(theta, task, rungs[-1], tolerance, rounding, STEPS, polish=True)


def minimise(
    theta: Array,
    task: Task,
    delta: float,
    relative: float,
    absolute: float,
    steps: int,
    *,
    polish: bool = False,
) -> Array:
    """Minimise Σ w huber_δ(r) from each row of theta at once; finished rows leave the work.

    A row is finished when a step promises to lower it by less than ``relative`` of its value plus
    ``absolute``. To ``polish`` is to take that step too, unseen: it is worth less than anybody
    asked to know.
    """
    ended = theta.copy()
    live = np.arange(len(theta))
    with np.errstate(over="ignore", invalid="ignore"):
        state = _State.at(theta.copy(), task, delta)
        for step in range(steps + 1):
            move, settled = state.proposed(relative, absolute)
            out = settled | state.stuck if step < steps else np.ones(len(live), np.bool_)
            if out.any():
                last = np.where(settled[:, None], move, 0) if polish else 0
                ended[live[out]] = (state.theta + last)[out]
                live, state, move = live[~out], state.take(~out), move[~out]
            if not len(live):
                break
            state.advance(move)
    return ended


@dataclass(slots=True)
class _State:
    theta: Array
    here: Expansion
    damping: Array
    scale: Array
    task: Task
    delta: float

    @classmethod
    def at(cls, theta: Array, task: Task, delta: float) -> "_State":
        here = task.expand(theta, delta)
        scale = np.abs(_diagonal(here.hessian))
        return cls(theta, here, np.full(len(theta), FIRST_DAMPING), scale, task, delta)

    def take(self, rows: NDArray[np.bool_]) -> "_State":
        return _State(
            self.theta[rows], self.here.take(rows), self.damping[rows], self.scale[rows],
            self.task.take(rows), self.delta,
        )  # fmt: skip

    @property
    def stuck(self) -> NDArray[np.bool_]:
        """Which problems find no way down, however small the step."""
        return self.damping > 1e11

    def proposed(self, relative: float, absolute: float) -> tuple[Array, NDArray[np.bool_]]:
        """Return damped Newton steps, (k, width), and which are settled without theirs."""
        damped = self._damped()
        move = self.task.moves(damped, self.here.gradient)
        slope = np.einsum("ki,ki->k", self.here.gradient, move)
        promised = -slope - 0.5 * np.einsum("ki,kij,kj->k", move, self.here.hessian, move)
        enough = relative * self.here.value + absolute
        # A heavily damped step promises little because it is short, not because it is near.
        settled = (slope <= 0) & (np.abs(promised) <= enough) & (self.damping < 0.1)
        return np.asarray(move), np.asarray(settled)

    def _damped(self) -> Array:
        damped = self.here.hessian.copy()
        floor = 1e-12 * self.scale.max(1, keepdims=True) + 1e-300  # keeps flat directions solvable
        diagonal = np.arange(damped.shape[1])
        damped[:, diagonal, diagonal] += self.damping[:, None] * self.scale + floor
        return damped

    def _curved(self, move: Array) -> Array:
        """Bend steps along the valley: add what keeps the residuals on a straight path.

        Source: Transtrum and Sethna 2012, "Geodesic acceleration".
        """
        model, r_there = self.task.model, self.task.model.at(self.theta + AHEAD * move)[0]
        parts = model.at(self.theta)
        r = parts[0]
        bent = 2 / AHEAD * ((r_there - r) / AHEAD - model.moved(parts, move))
        bent *= np.minimum(1, self.delta / np.maximum(np.abs(r), 1e-300))
        if self.task.weights is not None:
            bent *= self.task.weights
        turn = 0.5 * self.task.moves(self._damped(), model.gradient(model.link.pull(parts, bent)))
        length, turned = ((self.scale * each**2).sum(1) for each in (move, turn))
        return np.asarray(np.where((turned <= MOST_TURN**2 * length)[:, None], move + turn, move))

    def advance(self, move: Array) -> None:
        """Take the steps that go down, and damp the others more."""
        if self.task.majorise:
            move = self._curved(move)
        there = self.task.expand(self.theta + move, self.delta)
        down = there.value <= self.here.value
        self.theta[down] += move[down]
        self.here.put(down, there)
        self.scale = np.maximum(0.5 * self.scale, np.abs(_diagonal(self.here.hessian)))
        self.damping = np.where(down, np.maximum(self.damping / EASE, 1e-12), self.damping * EASE)


def _diagonal(matrices: Array) -> Array:
    return np.asarray(np.einsum("kii->ki", matrices))
