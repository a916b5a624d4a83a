"""Smoothly broken power laws: y = a + b x^−c0 · Π (1 + (x / d)^(1 / f))^(−c f), in one variable.

theta is (ln b, c0, c1, t1, ln(f1 − sharpest), …, a / L₀) over centred ln x, with t = ln d and L₀
the geometric mean of the losses.
Source: Caballero et al. 2023, "Broken neural scaling laws", equation 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.bends import Bends
from labs.scaling_laws.forms.form import Held, no_floor, plane
from labs.scaling_laws.forms.single import OneVariable, chosen
from labs.scaling_laws.law import Array, Constant
from labs.scaling_laws.links import Floored
from labs.scaling_laws.meeting import met
from labs.scaling_laws.model import Column, Model, Predictor, usual
from labs.scaling_laws.needs import Quantity
from labs.scaling_laws.newton import Task, minimise
from labs.scaling_laws.objective import expand
from labs.scaling_laws.points import Points

FLOORS = (1e-3, 0.3, 0.6, 0.8, 0.92, 0.98)
"""Shares of the least loss that a start gives to a."""
PLACES = {1: 14, 2: 9}
"""How many places along x are tried for a break."""
WIDTHS = (0.02, 0.08, 0.25)
"""Shares of the range of ln x that a break is tried to take."""
SHARPEST = 2e-3
"""The least f, as a share of the range of ln x."""
SKETCHED = 40
"""How many runs, evenly along x, the first sketch of a start looks at."""
HEATS = ((128, 8), (24, 25))
"""How many starts take part in each heat, and its steps."""
ALIKE = 0.1
"""Starts whose residuals differ by less than this share of the best one's go the same way."""


@dataclass(frozen=True, slots=True)
class BrokenLaw(OneVariable):
    """a + b x^−c0 · Π (1 + (x / d)^(1 / f))^(−c f)."""

    variable: Quantity
    a: Constant
    b: Constant
    c0: Constant
    breaks: tuple[tuple[Constant, Constant, Constant], ...]
    """c, d and f of each break."""

    def curve(self, x: Array) -> Array:
        ln_x = np.log(x)
        with np.errstate(divide="ignore"):  # of a term that a fit did without, b is 0
            value = np.log(self.b) - self.c0 * ln_x
        for c, d, f in self.breaks:
            value = value - c * f * np.logaddexp(0, (ln_x - np.log(d)) / f)
        return np.asarray(self.a + np.exp(value))


@dataclass(frozen=True, slots=True)
class Broken:
    """A power law with a floor and this many breaks."""

    breaks: int
    sure_steps: int = 10

    @property
    def width(self) -> int:
        return 3 + 3 * self.breaks

    def model(self, points: Points, variable: Quantity | None) -> Model:
        x = Column.of(chosen(points, variable))
        predictors = [Predictor((0, 1), x.falling)]
        predictors += [Predictor((i,)) for i in range(2, self.width)]
        bends = Bends(x.values, SHARPEST * float(np.ptp(x.values)))
        unit = usual(points.loss)
        return Model.of(points.loss, (x,), predictors, Floored(bends, unit), unit=unit)

    def starts(self, model: Model, count: int) -> Array:
        """Sketch breaks everywhere, descend a little from the best, and keep the best of those."""
        few = _thinned(model)
        theta = self._sketches(few, HEATS[0][0])
        task = Task(few, majorise=True)
        for (_, steps), kept in zip(HEATS, (HEATS[1][0], count), strict=True):
            theta = minimise(theta, task, np.inf, 1e-4, 0, steps)
            theta = theta[np.argsort(expand(theta, few, None, np.inf).value)]
            r = few.residuals(theta)
            first, _ = met(r, ALIKE * float(np.abs(r[0]).max()))
            theta = theta[first[:kept]]
        return theta

    def _sketches(self, model: Model, count: int) -> Array:
        """Return the best cells of a grid of floors and breaks.

        With those given, ln(L − a) is linear in ln b and the slopes.
        """
        x, z = model.columns[0].values, model.z
        places = np.linspace(x.min(), x.max(), PLACES[self.breaks] + 2)[1:-1]
        bends = np.array(list(product(places, np.array(WIDTHS) * np.ptp(x))))  # (m, 2): t, f
        sets = np.array(
            [s for s in combinations(range(len(bends)), self.breaks) if _rising(bends[list(s), 0])]
        )
        designs = _designs(x, bends, sets)
        found = [_linear(designs, z, share) for share in FLOORS]
        misfit = np.array([each[1] for each in found])  # (floors, sets)
        floor, which = np.unravel_index(np.argsort(misfit, axis=None)[:count], misfit.shape)
        slopes = np.array([each[0] for each in found])[floor, which]
        a = np.array(FLOORS)[floor] * np.exp(z.min()) / model.unit
        placed = bends[sets[which]]  # (count, breaks, 2)
        wider = np.log(placed[:, :, 1] - SHARPEST * np.ptp(x))
        breaks = np.stack([slopes[:, 2:], placed[:, :, 0], wider], axis=2)
        return np.column_stack([slopes[:, :2], breaks.reshape(len(slopes), -1), a])

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        """Return a, b, c0, then c, d and f of each break, in the order in which they come."""
        mean, sharpest = model.columns[0].mean, _sharpest(model)
        ln_b, c0, *rest, a = np.moveaxis(theta, -1, 0)
        t = np.array(rest[1::3])
        order = np.argsort(t, axis=0)
        c, t, wider = (
            np.take_along_axis(each, order, 0)
            for each in (np.array(rest[0::3]), t, np.array(rest[2::3]))
        )
        breaks = zip(c, np.exp(t + mean), sharpest + np.exp(wider), strict=True)
        return (
            a * model.unit,
            np.exp(ln_b + c0 * mean),
            c0,
            *(each for one in breaks for each in one),
        )

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        sharpest = SHARPEST * float(np.ptp(np.log(chosen(points, variable))))
        widths = [f"f{k + 1}" for k in range(self.breaks)]
        sharp = [name for name in widths if constants[name] < 1.05 * sharpest]
        return (*(("a",) if no_floor(constants, points, "a") else ()), *sharp)

    def hold(self, name: str, value: float, model: Model) -> Held:
        mean = model.columns[0].mean
        match name[0], name[1:]:
            case "a", _:
                return plane(self.width, {self.width - 1: 1}, value / model.unit)
            case "b", _:
                return plane(self.width, {0: 1, 1: mean}, log(value))
            case "c", "0":
                return plane(self.width, {1: 1}, value)
            case "c", which:
                return plane(self.width, {3 * int(which) - 1: 1}, value)
            case "d", which:
                return plane(self.width, {3 * int(which): 1}, log(value) - mean)
            case _, which:
                level = log(max(value - _sharpest(model), 1e-300))
                return plane(self.width, {3 * int(which) + 1: 1}, level)

    def law(self, *constants: Any, variable: Quantity | None) -> BrokenLaw:
        a, b, c0, *rest = constants
        breaks = tuple(zip(rest[0::3], rest[1::3], rest[2::3], strict=True))
        return BrokenLaw(variable or "C", a, b, c0, breaks)


def _sharpest(model: Model) -> float:
    return SHARPEST * float(np.ptp(model.columns[0].values))


def _thinned(model: Model) -> Model:
    """Keep runs evenly along x, for sketches."""
    (x,) = model.columns
    if len(model) <= SKETCHED:
        return model
    order = np.argsort(x.values)
    few = order[np.linspace(0, len(order) - 1, SKETCHED).astype(np.intp)]
    values = x.values[few]
    predictors = [Predictor((0, 1), Column(values, x.mean).falling), *model.predictors[1:]]
    link = Floored(Bends(values, _sharpest(model)), model.unit)
    columns = (Column(values, x.mean),)
    return Model.of(np.exp(model.z[few]), columns, predictors, link, unit=model.unit)


def _designs(x: Array, bends: Array, sets: NDArray[np.intp]) -> Array:
    """Return what ln(L − a) is linear in for each set of bends, (sets, 2 + breaks, n)."""
    t, f = bends.T[:, :, None]
    shapes = f * np.logaddexp(0, (x - t) / f)  # (m, n)
    plain = np.broadcast_to([np.ones_like(x), -x], (len(sets), 2, len(x)))
    return np.concatenate([plain, -shapes[sets]], axis=1)


def _rising(places: Array) -> bool:
    return bool((np.diff(places) > 0).all())


def _linear(design: Array, z: Array, share: float) -> tuple[Array, Array]:
    """Fit ln(L − a), with a = ``share`` of the least L, in each design: slopes and misfits."""
    rest = 1 - share * np.exp(z.min() - z)  # (L − a) / L: what a miss of ln(L − a) weighs
    target, weight = z + np.log(rest), rest**2
    weighted = design * weight
    normal = weighted @ design.transpose(0, 2, 1)
    scale = np.einsum("sii->si", normal)
    normal = normal + 1e-9 * scale[:, :, None] * np.eye(normal.shape[1])
    slopes = np.linalg.solve(normal, (weighted @ target)[:, :, None])[:, :, 0]
    miss = target - np.einsum("sq,sqn->sn", slopes, design)
    return slopes, np.einsum("sn,n->s", miss**2, weight)
