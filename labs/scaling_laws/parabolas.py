"""Hoffmann's second approach: a parabola through the losses of each budget, and its minimum.

Source: Hoffmann et al. 2022, section 3.2 and figure 3: the loss against ln N at a fixed budget.
The parabola leans: where α and β differ or the sizes lie off the optimum, its minimum does too
(Czech et al. 2026, "Problems with Chinchilla Approach 2", arXiv:2603.22339).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.layouts import FEWEST_SIZES, Places, Profiles

FARTHEST = 300.0
"""ln N of an extremum beyond which it is none: the parabola is a line."""
RIDGE = 1e-12
"""Keeps a draw of too few sizes solvable; it is left out afterwards."""


@dataclass(frozen=True, slots=True)
class Parabola:
    """The loss of one budget's runs: loss + curvature · (ln N − ln vertex)²."""

    budget: float
    """FLOP."""
    curvature: float
    """Nats per squared natural logarithm of N."""
    vertex: float
    """The N of its extremum; 0 where it has none, or one beyond all bounds."""
    loss: float
    """Nats at the vertex."""
    sizes: tuple[float, ...]
    """The N of the runs it was fitted to."""
    losses: tuple[float, ...]
    why: str
    """Why its minimum is not used, in one sentence; empty where it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Vertices:
    """The extrema of every budget's parabola in every draw, each (draws, budgets)."""

    ln_N: Array
    loss: Array
    curvature: Array
    told: NDArray[np.bool_]
    """Whether enough sizes were drawn."""
    inside: NDArray[np.bool_]
    """Whether the extremum lies among the sizes."""

    @property
    def usable(self) -> NDArray[np.bool_]:
        return self.told & self.inside & (self.curvature > 0) & np.isfinite(self.loss)


def vertices(profiles: Profiles, counts: Array) -> Vertices:
    """Fit every budget's parabola for every draw; ``counts`` is (draws, runs)."""
    shape = (len(counts), len(profiles.budgets))
    out = Vertices(*(np.full(shape, np.nan) for _ in range(3)),
                   *(np.zeros(shape, np.bool_) for _ in range(2)))  # fmt: skip
    for budget, rows in enumerate(profiles.each()):
        if len(set(profiles.ln_N[rows].tolist())) >= FEWEST_SIZES:
            _fit(profiles, rows, counts[:, profiles.run[rows]], out, budget)
    return out


def _fit(profiles: Profiles, rows: Places, weights: Array, out: Vertices, budget: int) -> None:
    ln_N, loss = profiles.ln_N[rows], profiles.loss[rows]
    low, high = ln_N.min(), ln_N.max()
    middle, half = (high + low) / 2, (high - low) / 2
    u, mean = (ln_N - middle) / half, loss.mean()
    columns = [np.ones_like(u), u, u * u]
    if profiles.layout == "scattered":  # what more compute brings, and how it moves the minimum
        columns += [profiles.off[rows], profiles.off[rows] * u]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        p, q, h = _solved(np.stack(columns, axis=1), loss - mean, weights)
        at = -q / (2 * h)
        out.loss[:, budget] = mean + p - q * q / (4 * h)
    out.ln_N[:, budget], out.curvature[:, budget] = middle + half * at, h / half**2
    out.inside[:, budget] = np.abs(at) <= 1
    out.told[:, budget] = _sizes_drawn(ln_N, weights) >= FEWEST_SIZES
    out.told[:, budget] &= (weights > 0).sum(1) >= len(columns)


def _solved(columns: Array, values: Array, weights: Array) -> Array:
    """Return the first three coefficients of each weighted least-squares fit, (3, draws)."""
    p = columns.shape[1]
    products = (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), p * p)
    normal = (weights @ products).reshape(-1, p, p)
    normal[:, np.arange(p), np.arange(p)] += (
        RIDGE * (1 + np.trace(normal, axis1=1, axis2=2))[:, None]
    )
    right = weights @ (columns * values[:, None])
    return np.asarray(np.linalg.solve(normal, right[:, :, None])[:, :3, 0].T)


def _sizes_drawn(ln_N: Array, weights: Array) -> Places:
    order = np.argsort(ln_N, kind="stable")
    begins = np.flatnonzero(np.diff(ln_N[order], prepend=-np.inf))
    return np.asarray((np.add.reduceat(weights[:, order], begins, axis=1) > 0).sum(1))


def parabolas(profiles: Profiles, found: Vertices) -> tuple[Parabola, ...]:
    """Describe the first draw's parabolas, and say of each that is not used why."""
    return tuple(
        _described(profiles, rows, found, budget) for budget, rows in enumerate(profiles.each())
    )


def _described(profiles: Profiles, rows: Places, found: Vertices, budget: int) -> Parabola:
    ln_N, loss, curvature = (
        float(each[0, budget]) for each in (found.ln_N, found.loss, found.curvature)
    )
    drawn = math.isfinite(loss) and abs(ln_N) < FARTHEST
    return Parabola(
        budget=math.exp(profiles.budgets[budget]), curvature=curvature if drawn else 0.0,
        vertex=math.exp(ln_N) if drawn else 0.0, loss=loss if drawn else 0.0,
        sizes=tuple(np.exp(profiles.ln_N[rows]).tolist()),
        losses=tuple(profiles.loss[rows].tolist()), why=_why(found, budget),
    )  # fmt: skip


def _why(found: Vertices, budget: int) -> str:
    if not found.told[0, budget]:
        return f"Fewer than {FEWEST_SIZES} sizes reach this budget; train more sizes."
    if found.curvature[0, budget] <= 0:
        return "The losses bend downwards, so they have no minimum; train sizes further apart."
    if not found.usable[0, budget]:
        return "The least loss lies outside the sizes that were trained; train sizes beyond them."
    return ""
