"""Descends from given starts under any of the three losses."""

from typing import Literal

import numpy as np

from labs.scaling_laws.absolute import descend_absolute
from labs.scaling_laws.law import Array
from labs.scaling_laws.model import Model
from labs.scaling_laws.newton import Task, descend

Loss = Literal["huber", "lad", "squared"]

DELTA = 1e-3
"""Where Huber's loss bends from a parabola to a line (Hoffmann et al. 2022, appendix D.3)."""


def descend_by(loss: Loss, theta: Array, task: Task, around: float, tolerance: float) -> Array:
    """Minimise the loss from each row of theta, (k, width); ``around`` is a usual residual."""
    if loss == "squared":
        return descend(theta, task, [float("inf")], tolerance)
    found = descend(theta, task, rungs(around), tolerance)
    return found if loss == "huber" else descend_absolute(found, task, around)


def spread(theta: Array, model: Model) -> float:
    """Return the median of |r| at the one row of theta."""
    return float(np.median(np.abs(model.at(theta)[0])))


def rungs(around: float) -> list[float]:
    """Return the values of δ to go through: from a fifth of a usual residual to Huber's own."""
    count = max(0, int(np.log10(max(around, DELTA) / 5 / DELTA) * 2))
    return [DELTA * 10 ** (k / 2) for k in range(count, -1, -1)]


def total(theta: Array, model: Model, loss: Loss) -> Array:
    """Return the summed loss at each row of theta, by its definition."""
    r = np.abs(model.at(theta)[0])
    if loss == "huber":
        return np.asarray(np.where(r <= DELTA, 0.5 * r * r, DELTA * (r - 0.5 * DELTA)).sum(1))
    return np.asarray((r if loss == "lad" else r * r).sum(1))
