"""Where refits under other weights begin: near the fit to all runs, by what each run pulls."""

from dataclasses import dataclass, replace

import numpy as np

from labs.scaling_laws.descent import Loss, end_of
from labs.scaling_laws.law import Array
from labs.scaling_laws.model import Model
from labs.scaling_laws.newton import FIRST_DAMPING, Task
from labs.scaling_laws.objective import expand
from labs.scaling_laws.solving import Factors

SOFT = 3.0
"""What each run pulls is counted with δ at a usual residual over this: Huber's own δ hears few."""

MANY = 20
"""From so many runs a constant on, refits stay so near each other that they share a metric."""
CALM, LEAST_DAMPING = 7e-4, 1e-3
"""Their first damping where a usual residual is δ, which grows with the square of the residual, and
the least that it may be."""


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
    damping: float
    metric: Array | None
    """The metric of all refits, where many runs tell each constant; None where few do."""
    known: Array  # (m, width): the best theta, and those that refits under other weights ended at
    costs: Array  # (m, n): each run's loss at each of them

    @classmethod
    def of(cls, model: Model, best: Array, loss: Loss, around: float) -> "Nearby":
        """Prepare to begin near ``best``; ``around`` is a usual residual there."""
        delta = end_of(loss)
        soft = max(around / SOFT, delta)
        parts = model.at(best[None])
        pulled = model.link.pull(parts, np.clip(parts[0], -soft, soft))
        hessian = expand(best[None], model, None, soft).hessian
        met = int((np.abs(parts[0]) <= delta).sum())
        calm = met > model.width and len(model) > MANY * model.width
        metric = expand(best[None], model, None, delta).metric[0] if calm else None
        first = max(LEAST_DAMPING, CALM * (around / delta) ** 2)
        return cls(
            model, best, model.scores(pulled), Factors.of(hessian), delta,
            min(FIRST_DAMPING, first) if calm else FIRST_DAMPING, metric,
            best[None], _costs(parts[0], delta),
        )  # fmt: skip

    def knowing(self, thetas: Array) -> "Nearby":
        """Return these beginnings and, beside them, the ends (m, width) of other refits."""
        with np.errstate(over="ignore", invalid="ignore"):
            costs = _costs(self.model.residuals(thetas), self.delta)
        told = np.isfinite(costs).all(1)
        return replace(
            self,
            known=np.concatenate([self.known, thetas[told]]),
            costs=np.concatenate([self.costs, costs[told]]),
        )

    def task(self, weights: Array) -> Task:
        """Return what is to be minimised under each row of weights, (k, n)."""
        return Task(self.model, weights, metric=self.metric, first_damping=self.damping)

    def starts(self, weights: Array) -> Array:
        """Return a theta to begin from for each row of weights, (k, width)."""
        size = self.model.block_rows()
        blocks = [weights[first : first + size] for first in range(0, len(weights), size)]
        return np.concatenate([self.best[None][:0], *map(self._starts, blocks)])

    def _starts(self, weights: Array) -> Array:
        values = weights @ self.costs.T  # (k, m)
        lowest = values.argmin(1)
        best = np.repeat(self.best[None], len(weights), axis=0)
        room = best[:, -1] if self.model.unit else None
        theta = self.task(weights).moved(best, self.factors.moves(weights @ self.scores, room))
        with np.errstate(over="ignore", invalid="ignore"):
            costs = _costs(self.model.residuals(theta), self.delta)
            better = np.einsum("kn,kn->k", weights, costs) < values.min(1)
        return np.where(better[:, None], theta, self.known[lowest])


def _costs(r: Array, delta: float) -> Array:
    slope = np.clip(r, -delta, delta)
    return np.asarray(slope * (r - 0.5 * slope))
