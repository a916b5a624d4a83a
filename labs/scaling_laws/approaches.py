"""Hoffmann's three approaches to the compute-optimal model, side by side.

The first takes the envelope of training curves, the second the minima of isoFLOP parabolas, the
third a parametric law. All end in N* = G · C^a and D* = H · C^b.
Source: Hoffmann et al. 2022, section 3.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.bootstrap import Bootstraps, percentiles
from labs.scaling_laws.envelope import Envelope, unbeaten, winners
from labs.scaling_laws.fitting import Fit
from labs.scaling_laws.law import Array, Law
from labs.scaling_laws.layouts import FEWEST_SIZES, Profiles, Unusable, layout_of, profiles_of
from labs.scaling_laws.parabolas import Parabola, parabolas, vertices
from labs.scaling_laws.points import Points

FEWEST_BUDGETS = 3
"""Two minima always lie on a power law; the third can contradict."""
FEWEST_DRAWS = 40
MOST_COUNTS = 4_000_000
"""Thousands of runs are resampled less often, within 32 MB."""
CURVE_BUDGETS = 12
ENVELOPE_BUDGETS = 24
NAMES = {1: "envelope", 2: "isoFLOP parabolas", 3: "parametric law"}


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best model that an approach found for one budget."""

    budget: float
    """FLOP."""
    N: float
    D: float
    loss: float


@dataclass(frozen=True, slots=True)
class Approach:
    """What one approach says: N* = N_coefficient · C^a and D* = D_coefficient · C^b, C in FLOP."""

    number: Literal[1, 2, 3]
    name: str
    a: float | None = None
    b: float | None = None
    N_coefficient: float | None = None
    D_coefficient: float | None = None
    low: float | None = None
    """The ends of the bootstrap's central percentile interval for a."""
    high: float | None = None
    level: float | None = None
    optima: tuple[Optimum, ...] = ()
    parabolas: tuple[Parabola, ...] = ()
    """The fitted parabolas of approach 2, those too whose minimum is not used."""
    why: str = ""
    """Why it cannot be used on these runs, in one sentence; empty where it can."""

    @property
    def used(self) -> tuple[Parabola, ...]:
        """The parabolas whose minima are ``optima``, in the same order."""
        return tuple(each for each in self.parabolas if not each.why)


def side_by_side(
    points: Points,
    fitted: Fit | None = None,
    bootstraps: Bootstraps | None = None,
    draws: int = 0,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[Approach, Approach, Approach]:
    """Apply all three approaches to the same runs.

    The first two resample runs ``draws`` times for the interval of a: whole training curves
    where points are marks along them. The third is what ``fitted`` and ``bootstraps`` say.
    """
    return (
        envelope(points, draws, seed, level),
        isoflop(points, draws, seed, level),
        parametric(points, fitted, bootstraps, level),
    )


def envelope(points: Points, draws: int = 0, seed: int = 0, level: float = 0.95) -> Approach:
    """Apply approach 1: a power law through the run of least loss at each compute."""
    try:
        if layout_of(points) == "scattered":
            found = unbeaten(points, _counts(len(points), draws, seed))
        else:
            profiles = profiles_of(points, ENVELOPE_BUDGETS)
            found = winners(profiles, _counts(profiles.runs, draws, seed))
        if len(np.unique(found.ln_N[0, found.usable[0]])) < FEWEST_SIZES:
            raise Unusable(
                f"fewer than {FEWEST_SIZES} sizes are best at some compute with smaller and larger "
                "ones measured beside them; train more sizes, or further apart"
            )
        return _concluded(1, found, level)
    except Unusable as error:
        return Approach(1, NAMES[1], why=str(error))


def isoflop(points: Points, draws: int = 0, seed: int = 0, level: float = 0.95) -> Approach:
    """Apply approach 2: a power law through the minima of the parabola of each budget."""
    try:
        profiles = profiles_of(points, CURVE_BUDGETS)
    except Unusable as error:
        return Approach(2, NAMES[2], why=str(error))
    found = vertices(profiles, _counts(profiles.runs, draws, seed))
    drawn = parabolas(profiles, found)
    ln_C = np.broadcast_to(profiles.budgets, found.ln_N.shape)
    minima = Envelope(
        ln_C, found.ln_N, ln_C - found.ln_N - _units(profiles), found.loss, found.usable
    )
    try:
        return _concluded(2, minima, level, drawn)
    except Unusable as error:
        return Approach(2, NAMES[2], parabolas=drawn, why=_reason(drawn, str(error)))


def parametric(
    points: Points,
    fitted: Fit | None,
    bootstraps: Bootstraps | None = None,
    level: float = 0.95,
) -> Approach:
    """Restate a fitted law as approach 3."""
    if fitted is None:
        return Approach(3, NAMES[3], why="no law was fitted to these runs; fit one")
    law = fitted.law
    if not law.has_optimum():
        why = (
            "the fitted law has no best size for a budget; "
            "fit one of both N and D, or add runs of other sizes"
        )
        return Approach(3, NAMES[3], why=why)
    budgets = np.geomspace(points.C.min(), points.C.max(), CURVE_BUDGETS)
    N, D = law.optimum(budgets)
    a, middle = law.exponent, CURVE_BUDGETS // 2
    G, H = (float(each[middle] / budgets[middle] ** e) for each, e in ((N, a), (D, 1 - a)))
    values = np.empty(0) if bootstraps is None else bootstraps.values("exponent")
    return Approach(
        3, NAMES[3], a, 1 - a, G, H, *_interval(values, level),
        optima=_optima(budgets, N, D, law.predict(N, D)),
    )  # fmt: skip


def parabola_bias(points: Points, law: Law) -> float | None:
    """Return how far approach 2 would miss the a of ``law`` on these runs if nothing were noise.

    The cause is the parabola alone: it is symmetric, and the loss around its minimum is not. Sizes
    placed alike around the optimum of every budget give none. None where approach 2 is unusable.
    Source: Czech et al. 2026, "Problems with Chinchilla Approach 2", arXiv:2603.22339.
    """
    found = isoflop(replace(points, loss=law.predict(points.N, points.D)))
    return None if found.a is None else found.a - law.exponent


def _counts(runs: int, draws: int, seed: int) -> Array:
    """Count how often each draw took each run, (1 + draws, runs); the first took each once."""
    draws = min(draws, MOST_COUNTS // runs)
    rng = np.random.default_rng(seed)
    taken = rng.integers(0, runs, size=(draws, runs)) + runs * np.arange(draws)[:, None]
    drawn = np.bincount(taken.ravel(), minlength=draws * runs).reshape(draws, runs)
    return np.concatenate([np.ones((1, runs)), drawn])


def _units(profiles: Profiles) -> Array:
    return np.array([profiles.ln_unit[rows].mean() if len(rows) else 0 for rows in profiles.each()])


def _concluded(
    number: Literal[1, 2], found: Envelope, level: float, drawn: tuple[Parabola, ...] = ()
) -> Approach:
    used = found.usable[0]
    budgets = len(np.unique(found.ln_C[0, used]))
    if budgets < FEWEST_BUDGETS:
        raise Unusable(
            f"{budgets} budgets have a best size among those measured, but a power law through "
            f"them needs {FEWEST_BUDGETS}; train more sizes at more budgets"
        )
    a, ln_G = _power_laws(found.ln_C, found.ln_N, found.usable)
    b, ln_H = _power_laws(found.ln_C[:1], found.ln_D[:1], found.usable[:1])
    C, N, D = (np.exp(each[0, used]) for each in (found.ln_C, found.ln_N, found.ln_D))
    return Approach(
        number, NAMES[number], float(a[0]), float(b[0]), float(np.exp(ln_G[0])),
        float(np.exp(ln_H[0])), *_interval(a[1:][np.isfinite(a[1:])], level),
        optima=_optima(C, N, D, found.loss[0, used]), parabolas=drawn,
    )  # fmt: skip


def _power_laws(ln_C: Array, values: Array, used: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Regress ``values`` on ``ln_C`` over the used budgets of each draw; NaN where too few."""
    count = used.sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        x_mean = np.where(used, ln_C, 0).sum(1) / count
        y_mean = np.where(used, values, 0).sum(1) / count
        x = np.where(used, ln_C - x_mean[:, None], 0)
        slope = (x * np.where(used, values, 0)).sum(1) / (x * x).sum(1)
    slope[count < FEWEST_BUDGETS] = np.nan
    return slope, y_mean - slope * x_mean


def _interval(values: Array, level: float) -> tuple[float | None, float | None, float | None]:
    if len(values) < FEWEST_DRAWS:
        return None, None, None
    low, high = percentiles(values, level)
    return float(low), float(high), level


def _optima(C: Array, N: Array, D: Array, loss: Array) -> tuple[Optimum, ...]:
    return tuple(Optimum(*map(float, each)) for each in zip(C, N, D, loss, strict=True))


def _reason(drawn: tuple[Parabola, ...], otherwise: str) -> str:
    """Say what keeps most parabolas from being used."""
    reasons = [each.why for each in drawn if each.why]
    if not reasons:
        return otherwise
    worst = max(set(reasons), key=lambda why: (reasons.count(why), why))
    return f"{otherwise}. In {reasons.count(worst)} of {len(drawn)} budgets: {worst}"
