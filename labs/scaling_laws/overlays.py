"""Other curves to hold against the fitted law: published ones, and this one with a mistake made."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from labs.scaling_laws.events import Overlaid
from labs.scaling_laws.fitting import Fit
from labs.scaling_laws.law import Array, Law
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points
from labs.scaling_laws.published import OVERLAYS, Additive, Kaplan, Overlay, rounded
from labs.scaling_laws.textbook import Stopped, stopped

DECIMALS = 2
WHAT_STOPPED = {
    "sum": "summed over the runs",
    "mean": "averaged over the runs",
}


def overlaid(
    params: ScalingParams, fitted: Fit, points: Points, budgets: Array, budget: float | None
) -> Iterator[Overlaid]:
    """Yield the curves that the settings ask for, over ``budgets`` in FLOP."""
    if params.overlay != "none":
        yield _published(params, fitted, budgets, budget or float(points.C.max()))
    if isinstance(fitted.law, Law) and fitted.law.has_optimum():
        if params.rounded:
            yield _rounded(fitted.law, budgets, budget or float(points.C.max()))
        if params.stopping != "optimum":
            yield _stopped(params, fitted, points, budgets)


def _published(params: ScalingParams, fitted: Fit, budgets: Array, budget: float) -> Overlaid:
    overlay = OVERLAYS[params.overlay]
    misread = params.pf_days and isinstance(overlay.law, Kaplan)
    law = Kaplan(unit="FLOP") if misread else overlay.law
    best = law.frontier(budgets)
    return Overlaid(
        slug=params.overlay, label=overlay.title, source=overlay.source,
        units=tuple(f"{chip.quantity}: {chip.unit} ({chip.note})" for chip in overlay.chips),
        remark=_misread(overlay, budget) if misread else _growth(overlay, fitted),
        compute=_listed(budgets), parameters=_listed(best.N), loss=_listed(best.loss),
    )  # fmt: skip


def _growth(overlay: Overlay, fitted: Fit) -> str:
    own = fitted.exponent
    here = "" if np.isnan(own) else f", where the law of these runs has {own:.3g}"
    return f"Its best size grows as C^{overlay.law.exponent:.3g}{here}. {overlay.remark}"


def _misread(overlay: Overlay, budget: float) -> str:
    C = np.array([budget])
    factor = float((Kaplan(unit="FLOP").frontier(C).N / overlay.law.frontier(C).N)[0])
    return (
        f"FLOP were put where the constants want PF-days, so its best model comes out "
        f"{_times(factor)} too large."
    )


def _rounded(law: Law, budgets: Array, budget: float) -> Overlaid:
    printed = rounded(law, DECIMALS)
    remark = "Rounded to two decimals, these constants no longer know a best size."
    N = loss = np.empty(0)
    if printed.has_optimum():
        best, C = Additive(printed).frontier(budgets), np.array([budget])
        factor = float((printed.optimum(C)[0] / law.optimum(C)[0])[0])
        N, loss = best.N, best.loss
        remark = (
            f"With two decimals a is {printed.exponent:.3g} where the fit has "
            f"{law.exponent:.3g}, and the best model of the budget has {_times(factor)} as many "
            "parameters."
        )
    return Overlaid(
        slug="rounded", label="the fitted law, rounded", remark=remark,
        compute=_listed(budgets) if len(N) else (), parameters=_listed(N), loss=_listed(loss),
    )  # fmt: skip


def _stopped(params: ScalingParams, fitted: Fit, points: Points, budgets: Array) -> Overlaid:
    scale: Any = params.stopping
    early = stopped(points, scale, optimum=fitted if fitted.loss == "huber" else None)
    law = early.law
    ends = law.has_optimum() and np.isfinite(law.predict(*law.optimum(budgets))).all()
    best = Additive(law).frontier(budgets) if ends else None
    return Overlaid(
        slug=f"stopped-{scale}", label=f"stopped early, loss {WHAT_STOPPED[scale]}",
        remark=_why_stopped(early, scale),
        compute=_listed(budgets) if best else (),
        parameters=_listed(best.N) if best else (), loss=_listed(best.loss) if best else (),
    )  # fmt: skip


def _why_stopped(early: Stopped, scale: str) -> str:
    above = "" if early.above_percent is None else (
        f", {early.above_percent:.2g} % above the least Huber loss"
    )  # fmt: skip
    return (
        f"L-BFGS from one start, the loss {WHAT_STOPPED[scale]}, stopped by scipy's default rules "
        f"after {early.steps} steps{above}: a = {early.law.exponent:.3g}."
    )


def _times(factor: float) -> str:
    return f"{factor:.3g} times" if 1e-3 < factor < 1e4 else f"10^{np.log10(factor):.1f} times"


def _listed(values: Array) -> tuple[float, ...]:
    return tuple(map(float, values))
