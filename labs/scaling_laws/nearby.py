"""Where refits under other weights begin: near the fit to all runs, by what each run pulls."""

from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.descent import Loss, end_of
from labs.scaling_laws.law import Array
from labs.scaling_laws.model import Model
from labs.scaling_laws.newton import Task
from labs.scaling_laws.objective import expand
from labs.scaling_laws.solving import Factors

SOFT = 3.0
"""What each run pulls is counted with δ at a usual residual over this: Huber's own δ hears few."""

MANY = 20
"""From so many runs a constant on, refits stay so near each other that they share a metric."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """One Newton step from the best theta for any weights, as far as it leads down.

    Source: Efron 1982, "The jackknife, the bootstrap and other resampling plans", chapter 6: the
    infinitesimal jackknife.
    """

    model: Model
    best: Array  # (width,)
    scores: Array  # (n, width)
    factors: Factors
    delta: float
    metric: Array | None
    """The metric of all refits, where many runs tell each constant; None where few do."""

    @classmethod
    def of(cls, model: Model, best: Array, loss: Loss, around: float) -> "Nearby":
        delta = end_of(loss)
        soft = max(around / SOFT, delta)
        parts = model.at(best[None])
        pulled = model.link.pull(parts, np.clip(parts[0], -soft, soft))
        hessian = expand(best[None], model, None, soft).hessian
        met = int((np.abs(parts[0]) <= delta).sum())
        calm = met > model.width and len(model) > MANY * model.width
        metric = expand(best[None], model, None, delta).metric[0] if calm else None
        return cls(model, best, model.scores(pulled), Factors.of(hessian), delta, metric)

    def task(self, weights: Array) -> Task:
        return Task(self.model, weights, metric=self.metric)

    def starts(self, weights: Array) -> Array:
        """Return a theta to begin from for each row of weights, (k, width)."""
        task, best = self.task(weights), np.repeat(self.best[None], len(weights), axis=0)
        room = best[:, -1] if self.model.unit else None
        theta = task.moved(best, self.factors.moves(weights @ self.scores, room))
        better = self._values(theta, weights) < self._values(self.best[None], weights)
        return np.where(better[:, None], theta, best)

    def _values(self, theta: Array, weights: Array) -> Array:
        """Return the loss under each row of weights, of one theta for each or for all."""
        with np.errstate(over="ignore", invalid="ignore"):
            r = self.model.at(theta)[0]
            slope = np.clip(r, -self.delta, self.delta)
            value = np.broadcast_to(slope * (r - 0.5 * slope), weights.shape)
        return np.asarray(np.einsum("kn,kn->k", weights, value))
