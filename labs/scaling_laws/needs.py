"""Which constants each functional form has, and what the runs must show for it to be fitted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from labs.scaling_laws.law import Array

if TYPE_CHECKING:
    from labs.scaling_laws.points import Points

Form = Literal[
    "power", "power_floor", "chinchilla", "kaplan", "general", "data_constrained", "bnsl1", "bnsl2"
]
Quantity = Literal["N", "D", "C"]
Variable = Literal["N", "D", "C", "parameters", "tokens", "compute"]
VARIABLES: dict[Quantity, str] = {"N": "parameters", "D": "tokens", "C": "compute"}
QUANTITIES: dict[Variable, Quantity] = {
    "N": "N", "D": "D", "C": "C", "parameters": "N", "tokens": "D", "compute": "C"
}  # fmt: skip

WORDS = {"N": "N (parameters)", "D": "D (tokens)", "C": "C (compute)"}
COUNTED = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 9: "nine"}


@dataclass(frozen=True, slots=True)
class Need:
    """The constants of a form, and how many values of its quantities tell them."""

    constants: tuple[str, ...]
    levels: int
    """The fewest different values that each quantity must take."""
    quantities: tuple[Quantity, ...] = ()
    """None for a form in one variable, which may be N, D or C."""
    unique: bool = False

    @property
    def runs(self) -> int:
        """Return the fewest runs: one for each constant, and one more to notice a miss."""
        return len(self.constants) + 1


NEEDS: dict[Form, Need] = {
    "power": Need(("A", "alpha"), 2),
    "power_floor": Need(("E", "A", "alpha"), 3),
    "chinchilla": Need(("E", "A", "B", "alpha", "beta"), 3, ("N", "D")),
    "kaplan": Need(("alpha_N", "N_c", "alpha_D", "D_c"), 2, ("N", "D")),
    "general": Need(("E", "A", "B", "alpha", "beta", "gamma"), 3, ("N", "D")),
    "data_constrained": Need(
        ("E", "A", "B", "alpha", "beta", "R_D", "R_N"), 3, ("N", "D"), unique=True
    ),
    "bnsl1": Need(("a", "b", "c0", "c1", "d1", "f1"), 7),
    "bnsl2": Need(("a", "b", "c0", "c1", "d1", "f1", "c2", "d2", "f2"), 10),
}


def lacking(points: "Points", form: Form, variable: Quantity | None = None) -> str | None:
    """Say in one sentence why these runs cannot tell this form's constants, or None if they can."""
    need = NEEDS[form]
    if len(points) < need.runs:
        return (
            f"{len(points)} runs were given, but the law has {COUNTED[len(need.constants)]} "
            f"unknowns and needs at least {need.runs} runs; add {need.runs - len(points)} more"
        )
    if need.unique and (reason := _without_repeats(points)):
        return reason
    for name in need.quantities or (variable or usual_variable(points),):
        if reason := _too_few_levels(name, getattr(points, name), need.levels):
            return reason
    if need.quantities and collinear(points.N, points.D):
        return (
            "ln N and ln D lie on one straight line, so the effect of size cannot be told from "
            "that of data; add runs with more or fewer tokens for the same N"
        )
    return None


def usual_variable(points: "Points") -> Quantity:
    """Return the quantity that varies where only one of N and D does, else C."""
    if len(np.unique(points.N)) == 1:
        return "D"
    return "N" if len(np.unique(points.D)) == 1 else "C"


def _too_few_levels(name: str, column: Array, fewest: int) -> str | None:
    levels = len(np.unique(column))
    if levels == 1:
        return (
            f"every run has the same {WORDS[name]}, {column[0]:g}, so its effect on the loss "
            f"cannot be seen; add runs of at least {fewest - 1} other values"
        )
    if levels < fewest:
        law = "a power law with a floor" if fewest == 3 else "this law"
        return (
            f"only {levels} different values of {WORDS[name]} were given, but {law} needs "
            f"{fewest}; add runs of another value"
        )
    return None


def _without_repeats(points: "Points") -> str | None:
    if points.unique is None:
        return (
            "no column of unique tokens was given, so repeated data cannot be told from new; "
            "add a column named unique tokens"
        )
    if not (points.unique * (1 + 1e-9) < points.D).any():
        return (
            "no run has more tokens than unique tokens, so nothing was repeated; "
            "add runs of several epochs"
        )
    return None


def collinear(N: Array, D: Array) -> bool:
    """Say whether ln N fixes ln D to within a millionth."""
    x, y = np.log(N), np.log(D)
    x, y = x - x.mean(), y - y.mean()
    rest = y - x * (x @ y) / (x @ x)
    return bool(np.sqrt(rest @ rest) <= 1e-6 * np.sqrt(y @ y))
