# ruff: noqa: ARG002 - every link takes what some link needs
"""The link of a power law with bends: ln L = u − Σ c f softplus((x − t) / f).

Each bend lets the slope of ln L against x = ln of the variable fall by c more from x = t on; it
takes about f on either side of t to turn. Its predictors are c, t and ln(f − sharpest): bends
sharper than the runs can tell would be kinks, on which Newton's method is lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.law import Array
from labs.scaling_laws.links import Pair, Parts


@dataclass(frozen=True, slots=True, eq=False)
class Bends:
    """u first, then c, t and ln(f − sharpest) of each bend; x, (n,), is shared."""

    x: Array
    sharpest: float

    def at(self, u: Sequence[Array]) -> Parts:
        value, parts = u[0], []
        for c, t, wider in zip(u[1::3], u[2::3], u[3::3], strict=True):
            spare = np.exp(wider)
            f = self.sharpest + spare
            p = (self.x - t) / f
            with np.errstate(over="ignore"):
                turned = 1 / (1 + np.exp(-p))  # softplus′
            soft = np.logaddexp(0, p)
            value = value - c * f * soft
            parts += [c, f, spare, p, turned, soft]
        return value, *parts

    def value(self, u: Sequence[Array]) -> Array:
        value = u[0]
        for c, t, wider in zip(u[1::3], u[2::3], u[3::3], strict=True):
            f = self.sharpest + np.exp(wider)
            value = value - c * f * np.logaddexp(0, (self.x - t) / f)
        return value

    def pull(self, parts: Parts, slope: Array) -> list[Array]:
        out = [slope]
        for c, f, spare, p, turned, soft in _bends(parts):
            out += [-slope * f * soft, slope * c * turned, -slope * c * spare * (soft - p * turned)]
        return out

    def second(
        self, parts: Parts, slope: Array, curve: Array, pulled: Sequence[Array]
    ) -> Iterator[Pair]:
        firsts = self.pull(parts, np.ones_like(curve))
        own = {}
        for k, (c, f, spare, p, turned, soft) in enumerate(_bends(parts)):
            i = 1 + 3 * k
            late = spare * (soft - p * turned)
            turning = turned * (1 - turned) / f  # softplus″ / f
            own[i, i + 1] = turned
            own[i, i + 2] = -late
            own[i + 1, i + 1] = -c * turning
            own[i + 1, i + 2] = -c * spare * turning * p
            own[i + 2, i + 2] = -c * (late + spare * spare * p * p * turning)
        for i, first in enumerate(firsts):
            bent = curve * first
            for j in range(i, len(firsts)):
                both = bent * firsts[j]
                yield i, j, both + slope * own[i, j] if (i, j) in own else both


def _bends(parts: Parts) -> Iterator[Parts]:
    """Yield c, f, f − sharpest, p, softplus′(p) and softplus(p) of each bend."""
    for start in range(1, len(parts), 6):
        yield parts[start : start + 6]
