"""How measured runs lie: on isoFLOP budgets, along training curves, or scattered over compute.

Hoffmann's first two approaches compare models of different sizes at one and the same compute.
Where runs were made that way they are taken as they are; the marks along curves are interpolated
to common budgets; scattered runs are gathered in narrow bands of compute.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.points import Points

Layout = Literal["isoflop", "curves", "scattered"]
Places = NDArray[np.intp]

FEWEST_SIZES = 3
"""A parabola has three unknowns."""
SAME_BUDGET = 0.01
"""Runs whose compute differs by less than this share spend one budget."""
WIDEST_BUDGET = 0.03
BAND_RUNS = 20
"""Scattered runs are banded by so many; a band's surface has five unknowns."""
MOST_BANDS = 24
WIDEST_BAND = 10
ROUNDING = 1e-12
"""Rounding must not push a curve's own end out of its range."""


class Unusable(Exception):
    """Says in one sentence why an approach cannot be used on these runs."""


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Losses of several sizes at each of some budgets: one row a size and budget."""

    layout: Layout
    budgets: Array
    """ln FLOP, (budgets,), rising."""
    at: Places
    """Which budget each row is of."""
    run: Places
    """Which run each row was measured in: rows of one run share its luck."""
    runs: int
    ln_N: Array
    off: Array
    """ln C less its budget's: zero but for scattered runs."""
    loss: Array
    ln_unit: Array
    """ln (C / (N D)): ln 6 unless the points say otherwise."""

    def each(self) -> Iterator[Places]:
        """Yield the rows of each budget."""
        for budget in range(len(self.budgets)):
            yield np.flatnonzero(self.at == budget)


def layout_of(points: Points) -> Layout:
    """Tell how the runs lie; half of them at least must lie so."""
    return _laid_out(points)[0]


def _laid_out(points: Points) -> tuple[Layout, list[Places]]:
    """Return the layout, and the runs of each budget or the marks of each curve."""
    half, clusters = len(points) / 2, _clusters(points)
    if sum(map(len, clusters)) >= half:
        return "isoflop", clusters
    curves = _curves(points)
    long = [curve for curve in curves if len(curve) >= FEWEST_SIZES]
    sizes = len({float(points.N[curve[0]]) for curve in long})
    if sizes >= FEWEST_SIZES and sum(map(len, long)) >= half:
        return "curves", curves
    return "scattered", []


def profiles_of(points: Points, budgets: int) -> Profiles:
    """Lay the runs out by compute; curves are read at ``budgets`` common budgets.

    Raises: Unusable.
    """
    layout, groups = _laid_out(points)
    if layout == "curves":
        return _along_curves(points, groups, budgets)
    clusters = groups or _bands(points)
    rows = np.concatenate(clusters)
    at = np.repeat(np.arange(len(clusters)), [len(cluster) for cluster in clusters])
    ln_C = np.log(points.C)
    middle = np.array([ln_C[cluster].mean() for cluster in clusters])
    off = ln_C[rows] - middle[at] if layout == "scattered" else np.zeros(len(rows))
    N, D = points.N[rows], points.D[rows]
    return Profiles(
        layout, middle, at, rows, len(points), np.log(N), off, points.loss[rows],
        ln_C[rows] - np.log(N * D),
    )  # fmt: skip


def _clusters(points: Points) -> list[Places]:
    """Return the runs of each budget at which at least three sizes were trained."""
    ln_C = np.log(points.C)
    order = np.argsort(ln_C, kind="stable")
    breaks = np.flatnonzero(np.diff(ln_C[order]) > SAME_BUDGET) + 1
    edges = np.r_[0, breaks, len(order)]
    found = []
    for k in np.flatnonzero(np.diff(edges) >= FEWEST_SIZES):
        cluster = order[edges[k] : edges[k + 1]]
        narrow = ln_C[cluster[-1]] - ln_C[cluster[0]] <= WIDEST_BUDGET
        if narrow and len(set(points.N[cluster].tolist())) >= FEWEST_SIZES:
            found.append(cluster)
    return found


def _bands(points: Points) -> list[Places]:
    """Part scattered runs into bands of equally many, from the least compute to the most."""
    bands = min(MOST_BANDS, len(points) // BAND_RUNS)
    if bands < FEWEST_SIZES:
        raise Unusable(
            f"{len(points)} runs share no budgets and are no training curves, and bands of "
            f"compute take at least {FEWEST_SIZES * BAND_RUNS} of them; "
            "train several sizes at equal compute"
        )
    found = np.array_split(np.argsort(points.C, kind="stable"), bands)
    narrow = [band for band in found if points.C[band[-1]] < WIDEST_BAND * points.C[band[0]]]
    if len(narrow) < FEWEST_SIZES:
        raise Unusable(
            f"the runs share no budgets, and {BAND_RUNS} neighbours lie more than "
            f"{WIDEST_BAND} times apart in compute, which is too far to compare their sizes; "
            "train several sizes at equal compute"
        )
    return narrow


def _curves(points: Points) -> list[Places]:
    """Return the marks of each training run: those of one N with rising D.

    Where N and D come twice, as with several seeds, the second is of the second run, and so on.
    """
    order = np.lexsort((np.arange(len(points)), points.D, points.N))
    N, D = points.N[order], points.D[order]
    same = (np.diff(N) == 0) & (np.diff(D) == 0)
    starts = np.flatnonzero(np.r_[True, ~same])
    repeat = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    by_run = order[np.lexsort((D, repeat, N))]
    N, repeat = points.N[by_run], repeat[np.lexsort((D, repeat, N))]
    breaks = np.flatnonzero((np.diff(N) != 0) | (np.diff(repeat) != 0)) + 1
    return list(np.split(by_run, breaks))


def trainings(points: Points) -> Places:
    """Say which training each run is a mark of, (runs,), counted from 0: those of one N, D rising.

    Where N and D come twice, as with several seeds, the second is of the second training.
    """
    labels = np.empty(len(points), np.intp)
    for label, curve in enumerate(_curves(points)):
        labels[curve] = label
    return labels


def _along_curves(points: Points, curves: list[Places], count: int) -> Profiles:
    curves = [curve for curve in curves if len(curve) >= 2]
    ln_C, ln_L = np.log(points.C), np.log(points.loss)
    budgets = _common_budgets(points.N, ln_C, curves, count)
    read = np.array([_read_at(budgets, ln_C[curve], ln_L[curve]) for curve in curves])
    told = np.isfinite(read)
    reached = told.any(0)
    budgets = budgets[reached]
    run, at = np.nonzero(told[:, reached])
    first = np.array([curve[0] for curve in curves])
    ln_unit = ln_C - np.log(points.N * points.D)
    unit = np.array([ln_unit[curve].mean() for curve in curves])
    return Profiles(
        "curves", budgets, at, run, len(curves), np.log(points.N[first])[run], np.zeros(len(run)),
        np.exp(read[told]), unit[run],
    )  # fmt: skip


def _common_budgets(N: Array, ln_C: Array, curves: list[Places], count: int) -> Array:
    """Return budgets in ln FLOP that curves of at least three sizes reach, evenly spread."""
    starts: dict[float, float] = {}
    ends: dict[float, float] = {}
    for curve in curves:
        size, first, last = float(N[curve[0]]), float(ln_C[curve[0]]), float(ln_C[curve[-1]])
        starts[size] = min(starts.get(size, np.inf), first)
        ends[size] = max(ends.get(size, -np.inf), last)
    low, high = sorted(starts.values())[FEWEST_SIZES - 1], sorted(ends.values())[-FEWEST_SIZES]
    if not low < high:
        raise Unusable(
            f"no compute is reached by the curves of {FEWEST_SIZES} sizes at once; "
            "train the smaller models for longer"
        )
    return np.linspace(low, high, count)


def _read_at(budgets: Array, ln_C: Array, ln_L: Array) -> Array:
    """Interpolate one curve by cubics that stay between its marks; NaN beyond its ends."""
    steps = ln_C[1:] - ln_C[:-1]
    slopes = _slopes(steps, (ln_L[1:] - ln_L[:-1]) / steps)
    first, last = np.searchsorted(budgets, [ln_C[0] - ROUNDING, ln_C[-1] + ROUNDING])
    within = budgets[first:last]
    k = np.searchsorted(ln_C[1:-1], within, side="right")
    t = (within - ln_C[k]) / steps[k]
    out = np.full(len(budgets), np.nan)
    left, right = ln_L[k], ln_L[k + 1]
    cubic = (
        (1 + 2 * t) * (1 - t) ** 2 * left + t * t * (3 - 2 * t) * right
        + t * (1 - t) * ((1 - t) * slopes[k] - t * slopes[k + 1]) * steps[k]
    )  # fmt: skip
    out[first:last] = np.clip(cubic, np.minimum(left, right), np.maximum(left, right))
    return out


def _slopes(steps: Array, secants: Array) -> Array:
    """Return the slope at every mark of the parabola through it and its neighbours."""
    if len(steps) == 1:
        return np.repeat(secants, 2)
    left, right = steps[:-1], steps[1:]
    bends = (secants[1:] - secants[:-1]) / (left + right)
    first, last = secants[0] - bends[0] * left[0], secants[-1] + bends[-1] * right[-1]
    return np.concatenate([[first], secants[:-1] + bends * left, [last]])
