# ruff: noqa: ARG002 - every form takes what some need
"""Power laws in one variable x, which is N, D or C: L = A / x^alpha, or L = E + A / x^alpha.

theta is (a, alpha) or (a, alpha, e) with ln L = ln(exp(a − alpha x) + e L₀), x centred; L₀ is the
geometric mean of the losses.
Source: Kaplan et al. 2020, equations 1.1 to 1.3; Henighan et al. 2020 for the floor E.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from labs.scaling_laws.forms.form import Held, no_floor, plane
from labs.scaling_laws.forms.single import OneVariable, chosen
from labs.scaling_laws.law import Array, Constant
from labs.scaling_laws.links import Floored, Line
from labs.scaling_laws.model import Column, Model, Predictor, usual
from labs.scaling_laws.needs import Quantity
from labs.scaling_laws.points import Points
from labs.scaling_laws.starts import apart, project

EXPONENTS = np.geomspace(0.01, 3, 96)


@dataclass(frozen=True, slots=True)
class PowerLaw(OneVariable):
    """E + A / x^alpha."""

    variable: Quantity
    A: Constant
    alpha: Constant
    E: Constant = 0.0

    def curve(self, x: Array) -> Array:
        return np.asarray(self.E + self.A * x**-self.alpha)


class Power:
    """A / x^alpha."""

    sure_steps = 0

    def model(self, points: Points, variable: Quantity | None) -> Model:
        x = Column.of(chosen(points, variable))
        return Model.of(points.loss, (x,), (Predictor((0, 1), x.falling),), Line())

    def starts(self, model: Model, count: int) -> Array:
        """Start from slopes around that of the least squares."""
        x, z = model.columns[0].values, model.z
        alpha = -(x @ z) / (x @ x) * np.linspace(0.5, 1.5, count)
        return np.column_stack([np.full(count, z.mean()), alpha])

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        a, alpha = np.moveaxis(theta, -1, 0)
        return np.exp(a + alpha * model.columns[0].mean), alpha

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        return ()

    def hold(self, name: str, value: float, model: Model) -> Held:
        if name == "A":
            return plane(2, {0: 1, 1: model.columns[0].mean}, log(value))
        return plane(2, {1: 1}, value)

    def law(self, *constants: Any, variable: Quantity | None) -> PowerLaw:
        A, alpha = constants
        return PowerLaw(variable or "C", A, alpha)


class PowerFloor:
    """E + A / x^alpha."""

    sure_steps = 10

    def model(self, points: Points, variable: Quantity | None) -> Model:
        x = Column.of(chosen(points, variable))
        predictors = (Predictor((0, 1), x.falling), Predictor((2,)))
        unit = usual(points.loss)
        return Model.of(points.loss, (x,), predictors, Floored(Line(), unit), unit=unit)

    def starts(self, model: Model, count: int) -> Array:
        x = model.columns[0].values
        logs, misfit = project([np.ones((1, len(x))), np.exp(-EXPONENTS[:, None] * x)], model.z)
        (i,) = apart(misfit, count)
        e, a = logs[i].T
        return np.column_stack([a, EXPONENTS[i], np.exp(e) / model.unit])

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        a, alpha, e = np.moveaxis(theta, -1, 0)
        return e * model.unit, np.exp(a + alpha * model.columns[0].mean), alpha

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        return ("E",) if no_floor(constants, points) else ()

    def hold(self, name: str, value: float, model: Model) -> Held:
        match name:
            case "E":
                return plane(3, {2: 1}, value / model.unit)
            case "A":
                return plane(3, {0: 1, 1: model.columns[0].mean}, log(value))
            case _:
                return plane(3, {1: 1}, value)

    def law(self, *constants: Any, variable: Quantity | None) -> PowerLaw:
        E, A, alpha = constants
        return PowerLaw(variable or "C", A, alpha, E)
