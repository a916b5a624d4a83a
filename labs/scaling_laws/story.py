"""What the preview and the run tell alike: the points, the fits, the frontier, the claims."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache

from labs.contract import Event, Warned
from labs.scaling_laws.bootstrap import Bootstraps, Resampling
from labs.scaling_laws.claims import claimed
from labs.scaling_laws.events import Fitted, Measured, Offered, Read, Split
from labs.scaling_laws.fitting import Fit, Form, Loss, fit
from labs.scaling_laws.frontier import budgets, frontier, spent
from labs.scaling_laws.gathering import SHOWN, excluded, kept, thinned
from labs.scaling_laws.holdout import Parted
from labs.scaling_laws.law import Array
from labs.scaling_laws.needs import Variable
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points, PointsError, supported
from labs.scaling_laws.question import asked_budget

FEWEST_AGREEING = 6
FARTHEST = 1e6
"""A budget further than this beyond the largest run is doubted aloud."""
ONE_VARIABLE = ("power", "power_floor", "bnsl1", "bnsl2")
LONG_SEARCHED = ("bnsl1", "bnsl2", "data_constrained")
"""Forms that have many near-optima, or constants that few runs tell."""


@dataclass(frozen=True)
class Story:
    """One set of points and what their settings ask of them."""

    params: ScalingParams
    runs: Points
    """All of them."""
    points: Points
    """Those that are fitted."""
    fitted: Fit
    moving: bool = False
    """Whether the hold-out is just being moved, so that the picture must follow at once."""

    @classmethod
    def of(cls, params: ScalingParams, runs: Points, *, moving: bool = False) -> "Story":
        """Fit the law that the settings ask for. Raises: PointsError."""
        points = kept(runs, params.left_out)
        return cls(params, runs, points, fitted_to(points, params), moving)

    @cached_property
    def budget(self) -> float | None:
        """The budget in FLOP that the question leads to; None where the law knows none."""
        found = float(asked_budget(self.params, self.fitted.law, self.points))
        return found if math.isfinite(found) else None

    @property
    def budgets(self) -> Array:
        return budgets(self.points.C, self.budget or float(self.points.C.max()))

    @property
    def level(self) -> float:
        return float(self.params.level)

    def opening(self) -> Iterator[Event]:
        """Tell the points, which laws they can tell, the split, the fit and its test."""
        yield Read(points=len(self.points), notes=self._notes())
        yield from self._measured()
        yield Offered(forms={form: why or "" for form, why in offered(self.points).items()})
        yield from self.fits()
        yield from self.doubts()

    def fits(self) -> Iterator[Event]:
        """Tell the split, the law of all runs, and how that of the smaller ones foretold."""
        parted = _parted(self.points, self.params.holdout)
        yield parted.split()
        yield self.law()
        yield self._tested(parted)

    def split(self) -> Split:
        return _parted(self.points, self.params.holdout).split()

    def law(self) -> Fitted:
        exponent = self.fitted.exponent
        return Fitted(**asdict(self.fitted), exponent=exponent if math.isfinite(exponent) else None)

    def best_use(self, fan: Bootstraps | None) -> Iterator[Event]:
        """Tell the frontier and the answer to the question, as far as the law has any."""
        if told := frontier(self.fitted, self.budgets, fan, self.level):
            yield told
        if self.budget and self.fitted.law.has_optimum():
            yield spent(self.params, self.fitted.law, self.points, fan, self.level)

    def claims(self) -> Iterator[Event]:
        if self.fitted.law.has_optimum():
            yield from claimed(self.params, self.points, self.fitted.law)

    def tested(self) -> Event:
        """Tell how the law of the smaller runs foretold the larger, or why there is none."""
        return self._tested(_parted(self.points, self.params.holdout))

    def _notes(self) -> tuple[str, ...]:
        if len(self.runs) <= SHOWN:
            return self.runs.notes
        note = f"The picture shows {SHOWN:,} of {len(self.runs):,} runs; the fit uses them all."
        return (*self.runs.notes, note)

    def _measured(self) -> Iterator[Measured]:
        runs = self.runs
        out = excluded(runs, self.params.left_out)
        for place in thinned(runs, SHOWN).tolist():
            yield Measured(
                parameters=runs.N[place], tokens=runs.D[place], compute=runs.C[place],
                loss=runs.loss[place], number=place + 1, excluded=out[place],
            )  # fmt: skip

    def _tested(self, parted: Parted) -> Event:
        if not len(parted.beyond):
            return parted.untested()
        near = self.moving and is_long_searched(self.params)
        try:
            seen = (
                fitted_near(parted, self.points, self.params)
                if near
                else fitted_within(parted, self.params)
            )
        except PointsError as error:
            share = f"{self.params.holdout:.0%}"
            return Warned(text=f"Holding out {share} leaves too little to fit: {error}.")
        return parted.test(seen, self.budgets, near=near)

    def doubts(self) -> Iterator[Warned]:
        yield from map(_warned, self._doubts())

    def _doubts(self) -> Iterator[str]:
        if self.budget and self.budget > self.points.C.max() * FARTHEST:
            yield self._too_far()
        if self.budget is None:
            yield self._unanswered()
        yield from self._doubts_of_the_fit()
        unknown = [number for number in self.params.left_out if number > len(self.runs)]
        if unknown:
            yield (
                f"Run {unknown[0]} is to be left out, but there are only {len(self.runs)} runs; "
                "choose other numbers."
            )

    def _doubts_of_the_fit(self) -> Iterator[str]:
        fitted, law = self.fitted, self.fitted.law
        if fitted.form not in ONE_VARIABLE and not law.has_optimum():
            falls = ", ".join(f"{name} = {value:.3g}" for name, value in fitted.constants.items())
            yield (
                f"The fit has {falls}, but a budget has a best size only where both terms fall; "
                "add runs of other sizes."
            )
        if fitted.agreeing < min(FEWEST_AGREEING, fitted.starts):
            yield (
                f"Only {fitted.agreeing} of {fitted.starts} starts ended at this fit, so the "
                "points barely tell the law; add runs, or try another loss."
            )

    def _unanswered(self) -> str:
        if self.params.ask == "loss" and self.fitted.law.has_optimum():
            return (
                f"No budget reaches a loss of {self.params.target:g} by this law; "
                "ask for one above its floor."
            )
        return "This law knows no best size, so it cannot say which budget that takes."

    def _too_far(self) -> str:
        largest = float(self.points.C.max())
        factor = (self.budget or largest) / largest
        return (
            f"The budget is {factor:.0e} times the compute of the largest run, and "
            f"no law reaches that far; a budget of {math.log10(10 * largest):.1f} would be ten "
            "times that run."
        )


def _warned(text: str) -> Warned:
    return Warned(text=text)


def fitted_to(points: Points, params: ScalingParams) -> Fit:
    """Fit the form that the settings name. Raises: PointsError."""
    return fit_once(points, params.form, params.loss, variable_of(params.form, params))


def fitted_within(parted: Parted, params: ScalingParams) -> Fit:
    """Fit the smaller runs alone. Raises: PointsError."""
    return _fit_within(parted, params.form, params.loss, variable_of(params.form, params))


def is_long_searched(params: ScalingParams) -> bool:
    """Say whether looking for the best fit takes longer than a moving picture can wait."""
    return params.form in LONG_SEARCHED or params.loss == "lad"


def fitted_near(parted: Parted, points: Points, params: ScalingParams) -> Fit:
    """Fit the smaller runs alone, near the law of all ``points``. Raises: PointsError."""
    asked = points, params.form, params.loss, variable_of(params.form, params)
    return parted.fit_near(fit_once(*asked), _refits(*asked))


@lru_cache(maxsize=8)
def _refits(points: Points, form: Form, loss: Loss, variable: Variable | None) -> Resampling:
    """Prepare refits of the law of all runs; those of absolute misses go by Huber's loss."""
    fitted = fit_once(points, form, loss, variable)
    smooth: Loss = "huber" if loss == "lad" else loss
    return Resampling.of(points, smooth, 0, form, variable, fitted=fitted)


def variable_of(form: Form, params: ScalingParams) -> Variable | None:
    """Return what a form in one variable is to look at; None for a form of N and D."""
    return params.variable if form in ONE_VARIABLE else None


offered = lru_cache(maxsize=32)(supported)


@lru_cache(maxsize=64)
def fit_once(points: Points, form: Form, loss: Loss, variable: Variable | None) -> Fit:
    """Fit, or return what the same fit gave before. Raises: PointsError."""
    return fit(points, form, loss, variable)


@lru_cache(maxsize=32)
def _parted(points: Points, share: float) -> Parted:
    return Parted.at(points, share)


@lru_cache(maxsize=64)
def _fit_within(parted: Parted, form: Form, loss: Loss, variable: Variable | None) -> Fit:
    return parted.fit(loss, form, variable)
