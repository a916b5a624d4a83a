"""What a functional form must offer to be fitted by the one engine."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from labs.scaling_laws.law import Array, ScalingLaw
from labs.scaling_laws.model import Model
from labs.scaling_laws.needs import Quantity
from labs.scaling_laws.points import Points

Held = tuple[Array, float]
NOUGHT = 1e-6
"""The share of the least loss below which a floor is none."""


class FunctionalForm(Protocol):
    """A form: its model of given runs, where to start, and what a theta means."""

    @property
    def sure_steps(self) -> int:
        """Return how many first steps of a descent should go by a Hessian that is positive."""
        ...

    def model(self, points: Points, variable: Quantity | None) -> Model:
        """Lay the form over the runs; ``variable`` is that of a form in one variable."""
        ...

    def starts(self, model: Model, count: int) -> Array:
        """Return about ``count`` thetas to descend from, (count, width), best first."""
        ...

    def constants(self, theta: Array, model: Model) -> tuple[Array, ...]:
        """Return the constants in the caller's units, in the order of ``NEEDS``.

        Each is shaped as theta without its last axis.
        """
        ...

    def bounded(
        self, constants: Mapping[str, float], points: Points, variable: Quantity | None
    ) -> tuple[str, ...]:
        """Return the names of the constants that stand at a bound."""
        ...

    def hold(self, name: str, value: float, model: Model) -> Held:
        """Return a normal, (width,), and a level: theta · normal = level fixes the constant."""
        ...

    def law(self, *constants: Any, variable: Quantity | None) -> ScalingLaw:
        """Return the law with these constants; arrays give many laws at once."""
        ...


def plane(width: int, elements: Mapping[int, float], level: float) -> Held:
    """Return the plane Σ elements[i] · theta[i] = level."""
    normal = np.zeros(width)
    normal[list(elements)] = list(elements.values())
    return normal, level


def no_floor(constants: Mapping[str, float], points: Points, name: str = "E") -> bool:
    """Say whether a floor is nought but for rounding."""
    return bool(constants[name] < NOUGHT * points.loss.min())
