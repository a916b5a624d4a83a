"""Profiles: how much worse a law fits when one constant is held, and all others are refitted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.bootstrap import Resampling
from labs.scaling_laws.descent import Loss, descend_by, total
from labs.scaling_laws.fitting import Fit
from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.law import Array
from labs.scaling_laws.needs import NEEDS, Form, Variable
from labs.scaling_laws.newton import Task
from labs.scaling_laws.objective import expand
from labs.scaling_laws.reading import PointsLike, as_points


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The objective with one constant held at each value of a grid."""

    name: str
    values: Array
    objective: Array
    """The summed loss at the best of the other constants, shaped as ``values``."""
    least: float
    """The objective with nothing held."""
    constants: dict[str, Array]
    """The other constants at each value, and the held one."""


def profile(
    points: PointsLike,
    form: Form,
    loss: Loss,
    name: str,
    grid: Sequence[float] | Array,
    variable: Variable | None = None,
    fitted: Fit | None = None,
) -> Profile:
    """Hold a constant at each value of ``grid``, in the caller's units, and refit the others.

    ``fitted`` is the fit with nothing held, if there is one.

    Raises: ValueError for a constant that the form has not; PointsError.
    """
    if name not in NEEDS[form].constants:
        raise ValueError(
            f"{form} has no {name!r}; choose one of {', '.join(NEEDS[form].constants)}"
        )
    values = np.asarray(grid, dtype=np.float64)
    resampling = Resampling.of(as_points(points, form), loss, 0, form, variable, fitted=fitted)
    model, best = resampling.model, resampling.best
    planes = [FORMS[form].hold(name, float(value), model) for value in values]
    normals, levels = np.array([each[0] for each in planes]), np.array([each[1] for each in planes])
    starts = np.concatenate([_across(resampling, normals, levels), _along(best, normals, levels)])
    if model.unit and not normals[:, -1].any():
        np.maximum(starts[:, -1], 0, out=starts[:, -1])
    within = np.tile(_basis(normals), (2, 1, 1))
    with np.errstate(over="ignore", invalid="ignore"):
        found = descend_by(loss, starts, Task(model, within=within), resampling.around, 1e-12)
        objective = total(found, model, loss).reshape(2, -1)
    objective = np.where(np.isfinite(objective), objective, np.inf)
    which = objective.argmin(0)
    theta = found.reshape(2, len(values), -1)[which, np.arange(len(values))]
    with np.errstate(over="ignore"):
        constants = FORMS[form].constants(theta, model)
    return Profile(
        name, values, objective.min(0), float(total(best[None], model, loss)[0]),
        dict(zip(NEEDS[form].constants, constants, strict=True)),
    )  # fmt: skip


def _along(best: Array, normals: Array, levels: Array) -> Array:
    """Return the nearest thetas in each plane."""
    off = levels - normals @ best
    return np.asarray(best + normals * (off / (normals**2).sum(1))[:, None])


def _across(resampling: Resampling, normals: Array, levels: Array) -> Array:
    """Return where a quadratic bowl around the best theta is lowest in each plane."""
    best, model = resampling.best, resampling.model
    bowl = expand(best[None], model, None, resampling.around).metric[0]
    bowl = bowl + 1e-9 * np.diag(np.diag(bowl)) + 1e-300 * np.eye(len(bowl))
    ways = np.linalg.solve(bowl, normals.T).T
    off = levels - normals @ best
    return np.asarray(best + ways * (off / (ways * normals).sum(1))[:, None])


def _basis(normals: Array) -> NDArray[np.float64]:
    """Return an orthonormal basis of each plane, (k, width, width − 1), by a reflection."""
    unit = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    mirror = unit.copy()
    mirror[:, 0] += np.where(unit[:, 0] >= 0, 1, -1)
    mirror /= np.linalg.norm(mirror, axis=1, keepdims=True)
    turned = np.eye(unit.shape[1]) - 2 * mirror[:, :, None] * mirror[:, None, :]
    return np.asarray(turned[:, :, 1:])
