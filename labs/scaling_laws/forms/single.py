# ruff: noqa: ARG002 - every form and law takes what some need
"""What laws in one variable share: they foretell from N, D or C = 6 N D, and know no best size."""

from abc import ABC, abstractmethod

import numpy as np

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array
from labs.scaling_laws.needs import Quantity, usual_variable
from labs.scaling_laws.points import Points


def chosen(points: Points, variable: Quantity | None) -> Array:
    """Return the column of this variable, or of the one that varies."""
    return {"N": points.N, "D": points.D, "C": points.C}[variable or usual_variable(points)]


class OneVariable(ABC):
    """A law of one variable; its subclass is a dataclass with the field ``variable``."""

    __slots__ = ()
    variable: Quantity

    @abstractmethod
    def curve(self, x: Array) -> Array:
        """Return the loss at values of the variable."""

    def predict(self, N: Array, D: Array, unique: Array | None = None) -> Array:
        """Return the loss; compute is 6 N D."""
        x = {"N": N, "D": D}.get(self.variable)
        return self.curve(FLOP_PER_PARAMETER_TOKEN * N * D if x is None else x)

    def at(self, points: Points) -> Array:
        return self.curve(chosen(points, self.variable))

    @property
    def exponent(self) -> float:
        return float("nan")

    def has_optimum(self) -> bool:
        return False

    def optimum(self, C: Array) -> tuple[Array, Array]:
        """Return NaN: one variable cannot be shared out between size and data."""
        return np.full(np.shape(C), np.nan), np.full(np.shape(C), np.nan)
