# ruff: noqa: ARG002 - every form and law takes what some need
"""Kaplan's joint law: L = [(N_c / N)^(alpha_N / alpha_D) + D_c / D]^alpha_D.

theta is (a, b, alpha_N, alpha_D): the law is the power mean of exp(a − alpha_N x) and
exp(b − alpha_D y), with x and y centred ln N and ln D, and 1 / alpha_D its power.
Source: Kaplan et al. 2020, equation 1.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from labs.scaling_laws.forms.form import Held, plane
from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array, Constant, optimal_size
from labs.scaling_laws.links import PowerMean
from labs.scaling_laws.model import Column, Model, Predictor
from labs.scaling_laws.needs import Quantity
from labs.scaling_laws.points import Points
from labs.scaling_laws.starts import apart, project

EXPONENTS = np.geomspace(0.01, 2, 24)
STEEPEST = 250.0
"""Beyond this a square overflows, and no start is near."""


@dataclass(frozen=True, slots=True)
class KaplanLaw:
    """[(N_c / N)^(alpha_N / alpha_D) + D_c / D]^alpha_D."""

    alpha_N: Constant
    N_c: Constant
    alpha_D: Constant
    D_c: Constant

    def predict(self, N: Array, D: Array, unique: Array | None = None) -> Array:
        size = self.alpha_N * np.log(self.N_c / N)
        data = self.alpha_D * np.log(self.D_c / D)
        return np.asarray(
            np.exp(self.alpha_D * np.logaddexp(size / self.alpha_D, data / self.alpha_D))
        )

    def at(self, points: Points) -> Array:
        return self.predict(points.N, points.D)

    @property
    def exponent(self) -> Constant:
        """Return a = alpha_D / (alpha_N + alpha_D).

        What the power is raised to has Chinchilla's shape, with exponents alpha_N / alpha_D and 1.
        """
        return self.alpha_D / (self.alpha_N + self.alpha_D)

    def has_optimum(self) -> bool:
        return bool(min(self.alpha_N, self.alpha_D) > 0)

    def optimum(self, C: Array) -> tuple[Array, Array]:
        ratio = np.asarray(self.alpha_N / self.alpha_D)
        one = np.asarray(1.0)
        N = optimal_size(self.N_c**ratio, np.asarray(self.D_c), ratio, one, C)
        return N, C / FLOP_PER_PARAMETER_TOKEN / N


class Kaplan:
    """[(N_c / N)^(alpha_N / alpha_D) + D_c / D]^alpha_D."""

    sure_steps = 20

    def model(self, points: Points, variable: Quantity | None) -> Model:
        x, y = Column.of(points.N), Column.of(points.D)
        predictors = (Predictor((0, 2), x.falling), Predictor((1, 3), y.falling), Predictor((3,)))
        return Model.of(points.loss, (x, y), predictors, PowerMean())

    def starts(self, model: Model, count: int) -> Array:
        """Fit L^(1 / alpha_D), linear in N_c^p and D_c, in each cell of a grid of exponents."""
        x, y = (column.values for column in model.columns)
        middle = model.z.mean()
        size, data = EXPONENTS[:, None, None], EXPONENTS[None, :, None]
        root = (model.z - middle) / data
        steep = np.clip(-size / data * x, -STEEPEST, STEEPEST)
        logs, misfit = project([np.exp(steep), np.exp(-y)[None, None]], root)
        i, j = apart(misfit * EXPONENTS**2, count)
        alpha_D = EXPONENTS[j]
        a, b = middle + alpha_D * (logs[i, j].T + log(2))
        return np.column_stack([a, b, EXPONENTS[i], alpha_D])

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        a, b, alpha_N, alpha_D = np.moveaxis(theta, -1, 0)
        x, y = model.columns
        size = (a - alpha_D * log(2)) / alpha_N
        data = b / alpha_D - log(2)
        return alpha_N, np.exp(size + x.mean), alpha_D, np.exp(data + y.mean)

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        return ()

    def hold(self, name: str, value: float, model: Model) -> Held:
        x, y = model.columns
        match name:
            case "N_c":
                return plane(4, {0: 1, 2: x.mean - log(value), 3: -log(2)}, 0)
            case "D_c":
                return plane(4, {1: 1, 3: y.mean - log(2 * value)}, 0)
            case _:
                return plane(4, {2 if name == "alpha_N" else 3: 1}, value)

    def law(self, *constants: Any, variable: Quantity | None) -> KaplanLaw:
        return KaplanLaw(*constants)
