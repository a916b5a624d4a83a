# ruff: noqa: ARG002 - every form and law takes what some need
"""Chinchilla's law as a form: L = E + A / N^alpha + B / D^beta.

theta is (a, b, alpha, beta, e) with ln L = ln(exp(a − alpha x) + exp(b − beta y) + e L₀), where x
and y are centred ln N and ln D (Hoffmann et al. 2022, equation 10 and appendix D.3), and L₀ is the
geometric mean of the losses: so e can be nought, as their ln E cannot.
"""

from collections.abc import Mapping
from math import log
from typing import Any

import numpy as np

from labs.scaling_laws.forms.form import Held, no_floor, plane
from labs.scaling_laws.law import Array, Law
from labs.scaling_laws.links import ThreeTerms
from labs.scaling_laws.model import Column, Model, Predictor, usual
from labs.scaling_laws.needs import Quantity
from labs.scaling_laws.points import Points
from labs.scaling_laws.starts import EXPONENTS, apart, project


class Chinchilla:
    """E + A / N^alpha + B / D^beta."""

    sure_steps = 0

    def model(self, points: Points, variable: Quantity | None) -> Model:
        x, y = Column.of(points.N), Column.of(points.D)
        predictors = (Predictor((0, 2), x.falling), Predictor((1, 3), y.falling), Predictor((4,)))
        unit = usual(points.loss)
        return Model.of(points.loss, (x, y), predictors, ThreeTerms(unit), unit=unit)

    def starts(self, model: Model, count: int) -> Array:
        x, y = (column.values for column in model.columns)
        return additive_starts(x, y, model.z, count)[0]

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        a, b, alpha, beta, e = np.moveaxis(theta, -1, 0)
        x, y = model.columns
        return e * model.unit, np.exp(a + alpha * x.mean), np.exp(b + beta * y.mean), alpha, beta

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        return ("E",) if no_floor(constants, points) else ()

    def hold(self, name: str, value: float, model: Model) -> Held:
        x, y = model.columns
        match name:
            case "E":
                return plane(5, {4: 1}, value / model.unit)
            case "A":
                return plane(5, {0: 1, 2: x.mean}, log(value))
            case "B":
                return plane(5, {1: 1, 3: y.mean}, log(value))
            case _:
                return plane(5, {2 if name == "alpha" else 3: 1}, value)

    def law(self, *constants: Any, variable: Quantity | None) -> Law:
        return Law(*constants)


def additive_starts(x: Array, y: Array, z: Array, count: int) -> tuple[Array, Array]:
    """Return thetas, (count, 5), from a grid of (alpha, beta), and how badly each fits."""
    falls = EXPONENTS[:, None]
    terms = [np.ones((1, 1, len(x))), np.exp(-falls * x)[:, None], np.exp(-falls * y)[None]]
    logs, misfit = project(terms, z)
    i, j = apart(misfit, count)
    e, a, b = logs[i, j].T
    floor = np.exp(e - z.mean())
    return np.column_stack([a, b, EXPONENTS[i], EXPONENTS[j], floor]), misfit[i, j]
