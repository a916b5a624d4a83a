# ruff: noqa: ARG002 - every form and law takes what some need
"""The general form: L = E + (A / N^alpha + B / D^beta)^gamma.

theta is (a, b, p, q, gamma, e): the second term is the power mean of exp(a − p x) and exp(b − q y),
with x and y centred ln N and ln D, and 1 / gamma its power: p = gamma alpha, q = gamma beta.
What one run says of a and p then hardly depends on gamma. e is E over the losses' geometric mean.
gamma = 1 is Chinchilla's law.
Source: the general form that Hoffmann's and Kaplan's laws are cases of (Besiroglu et al. 2024).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from labs.scaling_laws.forms.chinchilla import Chinchilla
from labs.scaling_laws.forms.form import Held, no_floor, plane
from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array, Constant, optimal_size
from labs.scaling_laws.links import Floored, PowerMean
from labs.scaling_laws.model import Column, Model, Predictor, usual
from labs.scaling_laws.needs import Quantity
from labs.scaling_laws.points import Points

GAMMAS = (0.5, 1.5)
LEAST_GAMMA = 1e-3
"""Below this the corner between size and data is sharp."""


@dataclass(frozen=True, slots=True)
class GeneralLaw:
    """E + (A / N^alpha + B / D^beta)^gamma."""

    E: Constant
    A: Constant
    B: Constant
    alpha: Constant
    beta: Constant
    gamma: Constant

    def predict(self, N: Array, D: Array, unique: Array | None = None) -> Array:
        size = np.log(self.A) - self.alpha * np.log(N)
        data = np.log(self.B) - self.beta * np.log(D)
        return np.asarray(self.E + np.exp(self.gamma * np.logaddexp(size, data)))

    def at(self, points: Points) -> Array:
        return self.predict(points.N, points.D)

    @property
    def exponent(self) -> Constant:
        """Return a = beta / (alpha + beta), as for Chinchilla: a power moves no minimum."""
        return self.beta / (self.alpha + self.beta)

    def has_optimum(self) -> bool:
        return bool(min(self.A, self.B, self.alpha, self.beta, self.gamma) > 0)

    def optimum(self, C: Array) -> tuple[Array, Array]:
        A, B, alpha, beta = map(np.asarray, (self.A, self.B, self.alpha, self.beta))
        N = optimal_size(A, B, alpha, beta, C)
        return N, C / FLOP_PER_PARAMETER_TOKEN / N


class General:
    """E + (A / N^alpha + B / D^beta)^gamma."""

    sure_steps = 20

    def model(self, points: Points, variable: Quantity | None) -> Model:
        x, y = Column.of(points.N), Column.of(points.D)
        predictors = (
            Predictor((0, 2), x.falling), Predictor((1, 3), y.falling),
            Predictor((4,)), Predictor((5,)),
        )  # fmt: skip
        unit = usual(points.loss)
        return Model.of(points.loss, (x, y), predictors, Floored(PowerMean(), unit), unit=unit)

    def starts(self, model: Model, count: int) -> Array:
        """Start from Chinchilla's law, with its corner at N and D rounded more and less."""
        plain = Chinchilla().starts(model, count // len(GAMMAS))
        found = [np.insert(plain, 4, gamma, axis=1) for gamma in GAMMAS]
        for each in found:
            each[:, :2] += log(2)
        return np.concatenate(found)

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        a, b, p, q, gamma, e = np.moveaxis(theta, -1, 0)
        x, y = model.columns
        A, B = np.exp((a + p * x.mean) / gamma) / 2, np.exp((b + q * y.mean) / gamma) / 2
        return e * model.unit, A, B, p / gamma, q / gamma, gamma

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        floor = ("E",) if no_floor(constants, points) else ()
        return (*floor, "gamma") if constants["gamma"] < LEAST_GAMMA else floor

    def hold(self, name: str, value: float, model: Model) -> Held:
        x, y = model.columns
        match name:
            case "E":
                return plane(6, {5: 1}, value / model.unit)
            case "A":
                return plane(6, {0: 1, 2: x.mean, 4: -log(2 * value)}, 0)
            case "B":
                return plane(6, {1: 1, 3: y.mean, 4: -log(2 * value)}, 0)
            case "gamma":
                return plane(6, {4: 1}, value)
            case _:
                return plane(6, {2 if name == "alpha" else 3: 1, 4: -value}, 0)

    def law(self, *constants: Any, variable: Quantity | None) -> GeneralLaw:
        return GeneralLaw(*constants)
