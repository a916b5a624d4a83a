"""Fits a functional form to measured runs, from eight starts at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np

from labs.scaling_laws.descent import DELTA, Descended, Loss, descend_from
from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.law import Array
from labs.scaling_laws.model import Model
from labs.scaling_laws.needs import (
    NEEDS,
    QUANTITIES,
    VARIABLES,
    Form,
    Quantity,
    Variable,
    lacking,
    usual_variable,
)
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.reading import PointsLike, as_points

__all__ = ["DELTA", "Fit", "Form", "Loss", "fit"]

STARTS = 8
AGREEMENT = 1e-6
PERFECT = {"huber": 1e-20, "squared": 1e-20, "lad": 1e-10}
"""What a perfect fit leaves of a run's loss is rounding, which no two starts share."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted law, what it cost, and how sure we are that nothing lies lower."""

    form: Form
    loss: Loss
    E: Any
    """As A, B, alpha and beta: a number, or None for a form that has no such constant."""
    A: Any
    B: Any
    alpha: Any
    beta: Any
    objective: float
    """The summed loss at the optimum, not its mean."""
    points: int
    starts: int
    agreeing: int
    """How many starts ended within 1e-6 (relative) of the least objective."""
    constants: Mapping[str, float] = field(default_factory=dict)
    """All constants of the form, named as in its paper."""
    variable: str = ""
    """What a law in one variable looks at: compute, parameters or tokens."""
    bounded: tuple[str, ...] = ()
    """The constants that the fit drove to a bound, where the runs say no more about them."""
    theta: tuple[float, ...] = ()
    """Where the descent ended, in the form's own coordinates, for refits to begin from."""

    @property
    def quantity(self) -> Quantity | None:
        """Return the variable as a quantity: C, N or D; None for a law of N and D both."""
        return next((name for name, word in VARIABLES.items() if word == self.variable), None)

    @property
    def law(self) -> Any:
        """Return a ScalingLaw; for Chinchilla a Law."""
        return FORMS[self.form].law(*self.constants.values(), variable=self.quantity)

    @property
    def exponent(self) -> float:
        """Return a: the compute-optimal N grows as C^a; NaN where a form knows no optimum."""
        return float(self.law.exponent)


def fit(
    points: PointsLike,
    form: Form = "chinchilla",
    loss: Loss = "huber",
    variable: Variable | None = None,
) -> Fit:
    """Fit a functional form to measured runs, by the residuals of ln L.

    ``points`` are Points, a table with named columns (a dict, a structured array, a data frame) or
    an array of shape (n, 3) of parameters N, tokens D and loss in nats. ``loss`` is summed over
    the runs: "huber" is ½ r² up to 0.001 and 0.001 (|r| − 0.0005) beyond, "lad" is |r|,
    "squared" is r². ``variable`` is what a form in one variable looks at, N, D or C; by default C,
    or the one of N and D that varies.

    Raises: ValueError for an unknown form or loss; PointsError for points that cannot be fitted.
    Source: Hoffmann et al. 2022, equation 10 and appendix D.3.
    """
    check_choice(form, loss)
    points = as_points(points, form)
    quantity = check_variable(points, form, variable)
    model = FORMS[form].model(points, quantity)
    return fit_told(points, form, loss, quantity, model, fit_model(form, model, loss))


def fit_told(
    points: Points,
    form: Form,
    loss: Loss,
    quantity: Quantity | None,
    model: Model,
    found: Descended,
) -> Fit:
    """Return what descents to ``points`` tell, in the coordinates of ``model``.

    Raises: PointsError if the best of them runs away.
    """
    value = found.value
    best = int(np.argmin(value))
    close = value <= value[best] * (1 + AGREEMENT) + PERFECT[loss] * len(points)
    constants = constants_of(form, found.theta[best], model)
    named = {name: constants.get(name) for name in ("E", "A", "B", "alpha", "beta")}
    return Fit(
        form, loss, **named, objective=float(value[best]), points=len(points), starts=len(value),
        agreeing=int(close.sum()), constants=constants,
        variable=VARIABLES[quantity] if quantity else "",
        bounded=FORMS[form].bounded(constants, points, quantity),
        theta=tuple(found.theta[best].tolist()),
    )  # fmt: skip


def check_choice(form: str, loss: str) -> None:
    """Raise ValueError unless this form and loss exist."""
    if form not in FORMS:
        known = ", ".join(f"'{name}'" for name in FORMS)
        raise ValueError(f"form {form!r} is unknown; choose one of {known}")
    if loss not in get_args(Loss):
        raise ValueError(f"loss {loss!r} is unknown; choose 'huber', 'lad' or 'squared'")


def check_variable(points: Points, form: Form, variable: Variable | None) -> Quantity | None:
    """Return the quantity that a form in one variable looks at, None for others.

    Raises: ValueError for one that is not there; PointsError if these runs cannot tell the form.
    """
    quantity = QUANTITIES.get(variable) if variable else None
    if variable and quantity is None:
        raise ValueError(f"variable {variable!r} is unknown; choose 'N', 'D' or 'C'")
    if quantity and NEEDS[form].quantities:
        raise ValueError(f"the form {form!r} looks at N and D both; leave out the variable")
    if reason := lacking(points, form, quantity):
        raise PointsError(reason)
    return None if NEEDS[form].quantities else quantity or usual_variable(points)


def constants_of(form: Form, theta: Array, model: Model) -> dict[str, float]:
    """Return a theta's constants, (width,), by name.

    Raises: PointsError if one is beyond all numbers.
    """
    with np.errstate(over="ignore"):
        values = map(float, FORMS[form].constants(theta, model))
    found = dict(zip(NEEDS[form].constants, values, strict=True))
    if not np.isfinite(list(found.values())).all():
        falls = " and ".join(
            f"{name} = {found[name]:.3g}"
            for name in ("alpha", "beta", "alpha_N", "alpha_D", "c0")
            if name in found
        )
        raise PointsError(
            f"the best fit runs away to {falls}, so these runs tell no law; add runs of other sizes"
        )
    return found


def fit_model(form: Form, model: Model, loss: Loss) -> Descended:
    """Descend from every global start at once."""
    with np.errstate(over="ignore", invalid="ignore"):
        starts = FORMS[form].starts(model, STARTS)
        return descend_from(starts, model, loss, FORMS[form].sure_steps)
