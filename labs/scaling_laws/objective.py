"""The summed Huber loss of many fits at once, with its exact gradient and Hessian.

Every fit shares the runs and has weights of its own (Hoffmann et al. 2022, appendix D.3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.links import Parts
from labs.scaling_laws.model import Model

Rows = NDArray[np.bool_] | NDArray[np.intp]


@dataclass(slots=True)
class Expansion:
    """The objective's second-order expansion at each row of theta."""

    value: Array  # (k,)
    gradient: Array  # (k, width)
    hessian: Array  # (k, width, width)
    metric: Array
    """(k, width, width): Gauss's and Newton's Hessian of the parabola that touches Huber's loss
    from above. It is never indefinite, and measures a move by how far it takes the residuals.
    (k, 0, 0) where nobody asked."""

    def take(self, rows: Rows) -> "Expansion":
        return Expansion(
            self.value[rows], self.gradient[rows], self.hessian[rows], self.metric[rows]
        )

    def put(self, rows: Rows, other: "Expansion") -> None:
        """Overwrite ``rows`` with the same rows of another expansion."""
        self.value[rows] = other.value[rows]
        self.gradient[rows] = other.gradient[rows]
        self.hessian[rows] = other.hessian[rows]
        self.metric[rows] = other.metric[rows]


def expand(theta: Array, model: Model, weights: Array | None, delta: float) -> Expansion:
    """Return Σ w huber_δ(r) and its first two derivatives at each row of theta.

    ``theta`` is (k, width), ``weights`` (k, n) or None for ones, ``delta`` may be infinite
    (½ Σ w r²).
    """
    rows = model.block_rows()
    blocks = [slice(start, start + rows) for start in range(0, len(theta), rows)]
    found = [
        expansion(model.at(theta[each]), model, None if weights is None else weights[each], delta)
        for each in blocks
    ]
    return Expansion(
        np.concatenate([each.value for each in found]),
        np.concatenate([each.gradient for each in found]),
        np.concatenate([each.hessian for each in found]),
        np.concatenate([each.metric for each in found]),
    )


def expansion(
    parts: Parts,
    model: Model,
    weights: Array | None,
    delta: float,
    *,
    measured: bool = True,
    exact: bool = True,
) -> Expansion:
    """Expand from what the model found at each row of theta; all rows at once.

    Without ``measured`` the metric is left out; what is not ``exact`` has it as its Hessian too.
    """
    r = parts[0]
    slope = np.clip(r, -delta, delta)
    curve = (slope == r).astype(np.float64)
    worth = r - 0.5 * slope
    if weights is not None:
        curve *= weights
        slope *= weights
    pulled = model.link.pull(parts, slope)
    metric = _metric(parts, model, weights, delta) if measured else np.empty((len(r), 0, 0))
    hessian = model.hessian(parts, slope, curve, pulled) if exact else metric
    value = np.einsum("kn,kn->k", slope, worth)
    return Expansion(value, model.gradient(pulled), hessian, metric)


def _metric(parts: Parts, model: Model, weights: Array | None, delta: float) -> Array:
    away = np.abs(parts[0])
    # δ / |r| where that is below 1: how much flatter the parabola is that touches from above
    touching = delta / np.maximum(away, delta) if np.isfinite(delta) else np.ones_like(away)
    if weights is not None:
        touching *= weights
    flat = np.zeros((1, 1))
    return model.hessian(parts, flat, touching, [flat] * len(model.predictors))
