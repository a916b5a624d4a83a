"""Minimises many small objectives at once: Newton's method, damped by a metric of the residuals.

Where noise is far above δ, Huber's loss is all but made of corners, and its least lies along a
few runs that the law meets exactly. Two things then keep steps long: damping counts how far a step
takes the residuals, not the constants (Levenberg and Marquardt with a majorising Hessian), and a
step bends so that the runs that are met stay met.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.links import Parts
from labs.scaling_laws.model import Model
from labs.scaling_laws.objective import Expansion, Rows, expand, expansion
from labs.scaling_laws.solving import Factors

STEPS = 200
FIRST_DAMPING, LEAST_DAMPING, MOST_DAMPING = 0.3, 1e-12, 1e11
EASE, STIFFEN = 3.0, 5.0
"""What damping is divided by after a step that was taken, and multiplied by after one that was not.
"""
OWN_SHARE = 0.01
"""The share of each coordinate's own curvature in what damping adds, beside the whole metric."""
TRUSTED = 0.02
"""A step is short because the end is near, not because it is damped, below this damping."""
AHEAD, MOST_TURN = 0.1, 1.0
"""How far along a step its bend is measured, and the most that it may turn, as its share."""
LEADING_STEPS, LEAD = 30, 0.1
"""An earlier rung ends when a step promises less than a tenth of δ²: that is about δ in r."""
NIL, FLAT, FLATTEST = 1e-13, 1e-14, 1e-300
PATIENCE = 16
"""Every so many steps a row is asked how far it has fallen."""
CRAWL = 3e-5
"""A row crawls that falls by less than this share of its value meanwhile."""
LEEWAY = 2
"""A row is beaten that would have to fall so many times faster to come as low as another did."""
ROUNDING = 1e-15
"""What rounding does to a residual: a step that leads up by no more than that does not lead up."""

Leaving = Literal["crawling", "beaten"] | None
"""Which rows are left before they are finished. Rows that crawl mostly run away, down a valley
without an end; only rows of one and the same objective can beat each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is minimised: a model's summed loss under each row's weights, perhaps in a plane."""

    model: Model
    weights: Array | None = None
    """(k, n); None for ones."""
    within: Array | None = None
    """(k, width, q): an orthonormal basis of the moves that each row is allowed; None for all. Its
    last way is that of a floor alone, if that may move."""
    majorise: bool = False
    """Whether to go by the metric, which is never indefinite: surer from afar, slower nearby."""
    metric: Array | None = None
    """(width, width): the metric of all rows, where they are near each other and need no bends."""
    first_damping: float = FIRST_DAMPING

    def take(self, rows: Rows) -> "Task":
        weights = None if self.weights is None else self.weights[rows]
        within = None if self.within is None else self.within[rows]
        return replace(self, weights=weights, within=within)

    def put(self, rows: Rows, other: "Task") -> None:
        """Overwrite ``rows`` with those of another task."""
        if self.weights is not None and other.weights is not None:
            self.weights[rows] = other.weights
        if self.within is not None and other.within is not None:
            self.within[rows] = other.within

    def expand(self, theta: Array, delta: float) -> Expansion:
        """Expand the objective at each row of theta."""
        return expand(theta, self.model, self.weights, delta)

    def factors(self, hessian: Array) -> Factors:
        """Factor Hessians, (k, width, width), as far as moves are allowed."""
        if self.within is None:
            return Factors.of(hessian)
        reduced = self.within.transpose(0, 2, 1) @ hessian @ self.within
        places = np.arange(reduced.shape[1])
        # A constant held far off can leave another without any say: flat ways stay solvable.
        reduced[:, places, places] += FLAT * np.abs(reduced).max((1, 2))[:, None] + FLATTEST
        return Factors.of(reduced)

    def moves(self, theta: Array, factors: Factors, gradient: Array) -> Array:
        """Return the allowed moves, (k, width), that solve hessian · move = −gradient.

        No move takes a floor below 0.
        """
        room = theta[:, -1] if self.model.unit else None
        if self.within is None:
            return factors.moves(gradient, room)
        basis, across = self.within, self.within.transpose(0, 2, 1)
        if room is not None:  # the last way is that of the floor alone, unless it is held
            room = np.where(basis[:, -1, -1] > 0, room, np.inf)
        inside = factors.moves((across @ gradient[:, :, None])[:, :, 0], room)
        return np.asarray((basis @ inside[:, :, None])[:, :, 0])

    def moved(self, theta: Array, move: Array) -> Array:
        """Return theta after a move, with no floor below 0."""
        there = theta + move
        if self.model.unit:
            np.maximum(there[:, -1], 0, out=there[:, -1])
        return there


def descend(
    theta: Array,
    task: Task,
    rungs: Sequence[float],
    tolerance: float,
    steps: int = STEPS,
    *,
    leaving: Leaving = None,
) -> Array:
    """Minimise through falling values of Huber's δ, each start being the last rung's end.

    ``theta`` is (k, width). The last rung ends when a step promises less than ``tolerance`` of
    the objective; the earlier ones only lead the way. ``steps`` and ``leaving`` are as in
    ``minimise``.
    """
    for delta in rungs[:-1]:
        theta = minimise(theta, task, delta, 0, LEAD * delta**2, LEADING_STEPS)
    # What rounding leaves of a perfect fit must count as settled.
    rounding = 1e-14 * min(rungs[-1], 1e-14) * len(task.model)
    return minimise(
        theta, task, rungs[-1], tolerance, rounding, steps, polish=True, leaving=leaving
    )


def minimise(
    theta: Array,
    task: Task,
    delta: float,
    relative: float,
    absolute: float,
    steps: int,
    *,
    polish: bool = False,
    leaving: Leaving = None,
) -> Array:
    """Minimise Σ w huber_δ(r) from each row of theta; finished rows make room for others.

    A row is finished when a step promises to lower it by less than ``relative`` of its value plus
    ``absolute``. To ``polish`` is to take that step too, unseen: it is worth less than anybody
    asked to know.
    """
    ended = theta.copy()
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        work = _Work.of(theta, task, delta)
        while len(work.rows):
            move, settled = work.proposed(relative, absolute)
            out = settled | (work.damping > MOST_DAMPING) | (work.steps > steps)
            if leaving:
                out |= work.left(leaving, settled, steps)
            if out.any():
                last = np.where(settled[:, None], move, 0) if polish else 0
                ended[work.rows[out]] = (work.theta + last)[out]
                move[out] = 0
                move = work.replace(out, move)
            if len(work.rows):
                work.advance(move)
    return ended


@dataclass(slots=True)
class _Work:
    """The rows that are being worked on: as many as the cache holds; the others wait.

    A new row has an infinite value and no derivatives yet, so that it takes a step of nothing.
    """

    all_theta: Array
    whole: Task
    delta: float
    waiting: int
    rows: NDArray[np.intp]
    task: Task
    factors: Factors
    """Of the last step that was proposed."""
    theta: Array
    here: Expansion
    parts: Parts
    damping: Array
    steps: NDArray[np.intp]
    before: Array
    """The values when rows were last asked how far they have fallen."""
    lowest: float
    """The least value of a row that has settled."""

    @classmethod
    def of(cls, theta: Array, task: Task, delta: float) -> "_Work":
        model = task.model
        k, width = min(len(theta), model.block_rows()), model.width
        rows, square = np.arange(k), (k, width, width)
        own = square if task.metric is None else (k, 0, 0)
        here = Expansion(np.full(k, np.inf), np.zeros((k, width)), np.zeros(square), np.zeros(own))
        first = theta[rows]
        return cls(
            theta, task, delta, k, rows, task.take(rows), Factors.none(), first, here,
            model.at(first),
            np.full(k, task.first_damping), np.zeros(k, np.intp), np.full(k, np.inf), np.inf,
        )  # fmt: skip

    def replace(self, out: NDArray[np.bool_], move: Array) -> Array:
        """Let new rows take the places of those that are out; return the moves of who stays."""
        free = np.flatnonzero(out)
        new = np.arange(self.waiting, min(self.waiting + len(free), len(self.all_theta)))
        self.waiting += len(new)
        taken = free[: len(new)]
        if len(new):
            self.rows[taken], self.theta[taken] = new, self.all_theta[new]
            self.task.put(taken, self.whole.take(new))
            self.here.value[taken] = np.inf
            self.here.gradient[taken], self.here.hessian[taken] = 0, 0
            self.damping[taken], self.steps[taken] = self.task.first_damping, 0
            self.before[taken] = np.inf
        if len(new) == len(free):
            return move
        stay = np.ones(len(out), np.bool_)
        stay[free[len(new) :]] = False
        self.rows, self.theta, self.task = self.rows[stay], self.theta[stay], self.task.take(stay)
        self.here, self.parts = self.here.take(stay), tuple(part[stay] for part in self.parts)
        self.damping, self.steps = self.damping[stay], self.steps[stay]
        self.before, self.factors = self.before[stay], self.factors.take(stay)
        return move[stay]

    def left(self, leaving: Leaving, settled: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
        """Say which rows are to be left, by how far they fell since they were last asked."""
        value = self.here.value
        if leaving == "beaten":
            self.lowest = min(self.lowest, value[settled].min(initial=np.inf))
        asked = (self.steps % PATIENCE == 0) & (self.steps > 0)
        if not asked.any():
            return np.asarray(asked)
        fall = self.before - value
        self.before[asked] = value[asked]
        if leaving == "crawling":
            return np.asarray(asked & (fall < CRAWL * value))
        rest = (steps - self.steps) / PATIENCE
        return np.asarray(asked & (value - self.lowest > LEEWAY * fall * rest))

    def proposed(self, relative: float, absolute: float) -> tuple[Array, NDArray[np.bool_]]:
        """Return damped Newton steps, (k, width), and which are settled without theirs."""
        self.factors = self.task.factors(self._damped())
        move = self.task.moves(self.theta, self.factors, self.here.gradient)
        slope = np.einsum("ki,ki->k", self.here.gradient, move)
        promised = -slope - 0.5 * np.einsum("ki,kij,kj->k", move, self._curvature, move)
        enough = relative * self.here.value + absolute
        near = (slope <= 0) & (np.abs(promised) <= enough) & (self.damping < TRUSTED)
        return move, np.asarray(near & (self.steps > 0))

    @property
    def _curvature(self) -> Array:
        return self.here.metric if self.task.majorise else self.here.hessian

    def _damped(self) -> Array:
        metric = self.here.metric if self.task.metric is None else self.task.metric[None]
        damped = self._curvature + self.damping[:, None, None] * metric
        own = np.abs(np.einsum("kii->ki", metric))
        flat = NIL * own.max(1, keepdims=True) + FLATTEST  # keeps flat directions solvable
        diagonal = np.einsum("kii->ki", damped)
        diagonal += OWN_SHARE * self.damping[:, None] * own + flat
        return damped

    def _curved(self, move: Array) -> Array:
        """Bend steps along the valley: add what keeps the residuals on a straight path.

        Source: Transtrum and Sethna 2012, "Geodesic acceleration".
        """
        model, r = self.task.model, self.parts[0]
        r_there = model.residuals(self.task.moved(self.theta, AHEAD * move))
        bent = 2 / AHEAD * ((r_there - r) / AHEAD - model.moved(self.parts, move))
        if self.task.majorise:
            bent *= np.minimum(1, self.delta / np.maximum(np.abs(r), 1e-300))
        else:  # beyond δ the loss is straight, and does not care
            bent *= np.abs(r) <= self.delta
        if self.task.weights is not None:
            bent *= self.task.weights
        gradient = model.gradient(model.link.pull(self.parts, bent))
        turn = 0.5 * self.task.moves(self.theta, self.factors, gradient)
        own = np.einsum("kii->ki", self.here.metric)
        length, turned = ((own * each**2).sum(1) for each in (move, turn))
        share = np.sqrt(MOST_TURN**2 * length / np.maximum(turned, 1e-300))
        share = np.where(np.isfinite(share), np.minimum(share, 1), 0)[:, None]
        return np.asarray(share * (move + share * turn))

    def _rounding(self) -> Array:
        """Return about what Σ |slope| makes of the rounding of each residual, (k,)."""
        n, value = len(self.task.model), self.here.value
        slopes = np.minimum(np.sqrt(2 * n * value), n * self.delta)
        return np.asarray(ROUNDING * (value + slopes + n * ROUNDING))

    def advance(self, move: Array) -> None:
        """Take the steps that go down, and damp the others more."""
        model, calm = self.task.model, self.task.metric is not None
        theta = self.task.moved(self.theta, move if calm else self._curved(move))
        parts = model.at(theta)
        there = expansion(
            parts, model, self.task.weights, self.delta,
            measured=not calm, exact=not self.task.majorise,
        )  # fmt: skip
        down = there.value <= self.here.value + self._rounding()
        self.theta[down] = theta[down]
        self.here.put(down, there)
        if not calm:  # bends look at where the row stands
            self.parts = parts if down.all() else _where(down, parts, self.parts)
        eased = np.maximum(self.damping / np.where(self.steps, EASE, 1), LEAST_DAMPING)
        self.damping = np.where(down, eased, self.damping * STIFFEN)
        self.steps += 1


def _where(rows: NDArray[np.bool_], new: Parts, old: Parts) -> Parts:
    return tuple(np.where(rows[:, None], *each) for each in zip(new, old, strict=True))
