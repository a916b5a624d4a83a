# ruff: noqa: ARG002 - every form and law takes what some need
"""The data-constrained law: Chinchilla's, where repeats and excess parameters are worth less.

L = E + A / N'^alpha + B / D'^beta. Of D tokens U are different, so that R = D / U − 1 are repeats,
and D' = U + U R_D (1 − exp(−R / R_D)). N' follows from N and R_N in the same way, where the base
is the best size for U tokens, or N itself if that is less.
Source: Muennighoff et al. 2023, "Scaling data-constrained language models", equations 5 to 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from labs.scaling_laws.forms.chinchilla import additive_starts
from labs.scaling_laws.forms.form import Held, no_floor, plane
from labs.scaling_laws.law import Array, Constant, Law
from labs.scaling_laws.model import Column, Model, Predictor, usual
from labs.scaling_laws.needs import Quantity
from labs.scaling_laws.points import Points
from labs.scaling_laws.worth import Repeats, worth

USUAL = (2.0, 8.0, 32.0, 128.0)
"""Values of R_D to start from; Muennighoff et al. found 15.4."""
MOST_R = 1e5
"""Beyond this repeats are as good as new; below its inverse they are worth nothing."""
EXCESS = 5.0
"""The value of R_N to start from; they found 5.3."""


@dataclass(frozen=True, slots=True)
class DataConstrainedLaw:
    """E + A / N'^alpha + B / D'^beta; without a word on unique tokens, all are."""

    E: Constant
    A: Constant
    B: Constant
    alpha: Constant
    beta: Constant
    R_D: Constant
    R_N: Constant

    @property
    def unconstrained(self) -> Law:
        """Return the law for data without end."""
        return Law(self.E, self.A, self.B, self.alpha, self.beta)

    def predict(self, N: Array, D: Array, unique: Array | None = None) -> Array:
        U = D if unique is None else np.minimum(unique, D)
        ln_G = np.log(self.alpha * self.A / (self.beta * self.B)) / (self.alpha + self.beta)
        ln_base = ln_G + self.beta / self.alpha * (ln_G + np.log(U))
        excess = np.maximum(np.log(N) - ln_base, 0)
        ln_N = np.log(N) - excess + worth(excess, self.R_N)
        ln_D = np.log(U) + worth(np.log(D / U), self.R_D)
        return np.asarray(
            self.E + self.A * np.exp(-self.alpha * ln_N) + self.B * np.exp(-self.beta * ln_D)
        )

    def at(self, points: Points) -> Array:
        return self.predict(points.N, points.D, points.unique)

    @property
    def exponent(self) -> Constant:
        """Return a = beta / (alpha + beta), for data without end."""
        return self.unconstrained.exponent

    def has_optimum(self) -> bool:
        return self.unconstrained.has_optimum()

    def optimum(self, C: Array) -> tuple[Array, Array]:
        """Return the best N and D for data without end: neither repeats nor excess is worth it."""
        return self.unconstrained.optimum(C)


class DataConstrained:
    """E + A / N'^alpha + B / D'^beta."""

    sure_steps = 30

    def model(self, points: Points, variable: Quantity | None) -> Model:
        assert points.unique is not None, "lacking() refused these points"
        x, y = Column.of(points.N), Column.of(points.D)
        repeats = np.maximum(np.log(points.D / points.unique), 0)
        unit = usual(points.loss)
        link = Repeats(x, y, repeats, unit)
        predictors = [Predictor((i,)) for i in range(7)]
        return Model.of(points.loss, (x, y), predictors, link, unit=unit)

    def starts(self, model: Model, count: int) -> Array:
        link = model.link
        assert isinstance(link, Repeats)
        x, y = (column.values for column in model.columns)
        found = []
        for R_D in USUAL:
            effective = y - link.repeats + worth(link.repeats, R_D)
            theta, misfit = additive_starts(x, effective, model.z, count // 2)
            theta = np.insert(theta, [4, 4], [log(R_D), log(EXCESS)], axis=1)
            found.append(np.column_stack([theta, misfit]))
        rows = np.concatenate(found)
        return rows[np.argsort(rows[:, -1])[:count], :-1]

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        a, b, alpha, beta, r_D, r_N, e = np.moveaxis(theta, -1, 0)
        x, y = model.columns
        A, B = np.exp(a + alpha * x.mean), np.exp(b + beta * y.mean)
        return e * model.unit, A, B, alpha, beta, np.exp(r_D), np.exp(r_N)

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        floor = ("E",) if no_floor(constants, points) else ()
        endless = [name for name in ("R_D", "R_N") if not 1 / MOST_R < constants[name] < MOST_R]
        return (*floor, *endless)

    def hold(self, name: str, value: float, model: Model) -> Held:
        x, y = model.columns
        match name:
            case "E":
                return plane(7, {6: 1}, value / model.unit)
            case "A":
                return plane(7, {0: 1, 2: x.mean}, log(value))
            case "B":
                return plane(7, {1: 1, 3: y.mean}, log(value))
            case "alpha" | "beta":
                return plane(7, {2 if name == "alpha" else 3: 1}, value)
            case _:
                return plane(7, {4 if name == "R_D" else 5: 1}, log(value))

    def law(self, *constants: Any, variable: Quantity | None) -> DataConstrainedLaw:
        return DataConstrainedLaw(*constants)
