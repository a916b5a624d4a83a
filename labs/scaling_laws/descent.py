"""Descends from given starts under any of the three losses."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from labs.scaling_laws.absolute import descend_absolute
from labs.scaling_laws.law import Array
from labs.scaling_laws.meeting import met
from labs.scaling_laws.model import Model
from labs.scaling_laws.newton import LEADING_STEPS, STEPS, Leaving, Task, descend, minimise
from labs.scaling_laws.objective import expand

Loss = Literal["huber", "lad", "squared"]

DELTA = 1e-3
"""Where Huber's loss bends from a parabola to a line (Hoffmann et al. 2022, appendix D.3)."""
PROMISING = 4
"""How many go on from the smoother loss, at most: those that stand lowest on it."""
LOOSE = 1e-4
"""On the smoother loss a start descends until a step promises less than this share of it."""
ROUNDING = 1e-12
"""The least usual residual: a law with as many constants as runs goes through every one."""
RUNG = 20
"""The first δ of a descent is a usual residual over this; Newton's method can do the rest."""
MEETING = 1e-4
"""Starts have met that foretell ln L of every run alike to within this, or a fiftieth of a miss."""


@dataclass(frozen=True, slots=True)
class Descended:
    """Where each start led, (starts, width); starts that met on the way share an end."""

    theta: Array
    value: Array  # (starts,): the summed loss


def least(found: Descended) -> Array:
    """Return the theta of the least loss, (width,)."""
    best: Array = found.theta[int(np.argmin(found.value))]
    return best


def descend_from(starts: Array, model: Model, loss: Loss, sure_steps: int) -> Descended:
    """Descend from every start: first loosely, on a smoother loss, then the promising ones fully.

    The first ``sure_steps`` go by Hessians that are never indefinite; 0 is for starts so near that
    they need no leading. Starts that meet on the way go on as one, and those that end up far above
    the best stay there.
    """
    usual = spread(starts[:1], model)
    if not sure_steps:
        ended = descend_by(loss, starts, Task(model), usual, 1e-13, leaving="beaten")
        return Descended(ended, total(ended, model, loss))
    smooth = max(usual, 2 * DELTA)
    sure = Task(model, majorise=True)
    led = minimise(starts, sure, smooth, LOOSE, LOOSE * DELTA**2, sure_steps)
    led = minimise(led, Task(model), smooth, LOOSE, LOOSE * DELTA**2, LEADING_STEPS)
    first, which = met(model.residuals(led), max(MEETING, smooth / 50))
    ended = led[first]
    order = np.argsort(expand(ended, model, None, smooth).value)
    going = order[:PROMISING]
    around = spread(ended[order[:1]], model)
    ended[going] = descend_by(loss, ended[going], Task(model), around, 1e-13, leaving="beaten")
    return Descended(ended[which], total(ended, model, loss)[which])


def descend_by(
    loss: Loss,
    theta: Array,
    task: Task,
    around: float,
    tolerance: float,
    steps: int = STEPS,
    *,
    leaving: Leaving = None,
) -> Array:
    """Minimise the loss from each row of theta, (k, width); ``around`` is a usual residual.

    ``steps`` and ``leaving`` are as in ``minimise``.
    """
    by = [end_of(loss)] if loss == "squared" else rungs(around)
    found = descend(theta, task, by, tolerance, steps, leaving=leaving)
    return descend_absolute(found, task, around) if loss == "lad" else found


def spread(theta: Array, model: Model) -> float:
    """Return the median of |r| at the one row of theta, but no less than rounding leaves."""
    return max(ROUNDING, float(np.median(np.abs(model.residuals(theta)))))


def rungs(around: float) -> list[float]:
    """Return the values of δ to go through, from a share of a usual residual to Huber's own."""
    count = max(0, int(np.log10(max(around, DELTA) / RUNG / DELTA) * 2))
    return [DELTA * 10 ** (k / 2) for k in range(count, -1, -1)]


def end_of(loss: Loss) -> float:
    """Return δ where the descent under a loss ends, or begins its own way."""
    return float("inf") if loss == "squared" else DELTA


def total(theta: Array, model: Model, loss: Loss) -> Array:
    """Return the summed loss at each row of theta, by its definition."""
    return summed(model.residuals(theta), loss)


def summed(residuals: Array, loss: Loss) -> Array:
    """Return the summed loss of each row of residuals of ln L, (k, n)."""
    r = np.abs(residuals)
    if loss == "huber":
        return np.asarray(np.where(r <= DELTA, 0.5 * r * r, DELTA * (r - 0.5 * DELTA)).sum(1))
    return np.asarray((r if loss == "lad" else r * r).sum(1))
