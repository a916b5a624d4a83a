"""The summed Huber loss of many fits at once, with its exact gradient and Hessian.

Every fit shares the runs and has weights of its own (Hoffmann et al. 2022, appendix D.3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.model import Model


@dataclass(slots=True)
class Expansion:
    """The objective's second-order expansion at each row of theta."""

    value: Array  # (k,)
    gradient: Array  # (k, width)
    hessian: Array  # (k, width, width)

    def take(self, rows: NDArray[np.bool_]) -> "Expansion":
        return Expansion(self.value[rows], self.gradient[rows], self.hessian[rows])

    def put(self, rows: NDArray[np.bool_], other: "Expansion") -> None:
        """Overwrite ``rows`` with the same rows of another expansion."""
        self.value[rows] = other.value[rows]
        self.gradient[rows] = other.gradient[rows]
        self.hessian[rows] = other.hessian[rows]


def expand(
    theta: Array, model: Model, weights: Array | None, delta: float, *, majorise: bool = False
) -> Expansion:
    """Return Σ w huber_δ(r) and its first two derivatives at each row of theta.

    ``theta`` is (k, width), ``weights`` (k, n) or None for ones, ``delta`` may be infinite
    (½ Σ w r²). To ``majorise`` is to return a Hessian that is never indefinite: Gauss's and
    Newton's for the parabola that touches Huber's loss from above.
    """
    k, rows, width = len(theta), model.block_rows(), model.width
    out = Expansion(np.empty(k), np.empty((k, width)), np.empty((k, width, width)))
    for start in range(0, k, rows):
        block = slice(start, start + rows)
        parts = model.at(theta[block])
        r = parts[0]
        slope = np.clip(r, -delta, delta)
        value = slope * (r - 0.5 * slope)
        inside = np.abs(r) <= delta
        curve = inside.astype(np.float64)
        if majorise:
            np.divide(slope, r, out=curve, where=~inside)
        if weights is not None:
            own = weights[block]
            value, slope, curve = value * own, slope * own, curve * own
        pulled = model.link.pull(parts, slope)
        out.value[block] = value.sum(1)
        out.gradient[block] = model.gradient(pulled)
        if majorise:
            slope = np.zeros_like(slope)
            pulled = model.link.pull(parts, slope)
        out.hessian[block] = model.hessian(parts, slope, curve, pulled)
    return out
