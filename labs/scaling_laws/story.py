"""What the preview and the run tell alike: the points, the fits, the frontier, the claims."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import BinaryIO

import numpy as np

from labs.contract import Event, Opener, Warned
from labs.scaling_laws.bootstrap import Bootstraps
from labs.scaling_laws.claims import claimed
from labs.scaling_laws.events import Fitted, Measured, Read, Tested
from labs.scaling_laws.fitting import Fit, Loss, fit
from labs.scaling_laws.frontier import budgets, frontier, spent
from labs.scaling_laws.holdout import Parted
from labs.scaling_laws.law import Array
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.reading import read_csv
from labs.scaling_laws.recorded import recorded
from labs.scaling_laws.simulate import simulated
from labs.scaling_laws.table import MOST_BYTES

SHOWN = 1000
"""A picture of more points than this shows no more, and costs every reader."""
FEWEST_AGREEING = 6
FARTHEST = 1e6
"""A budget further than this beyond the largest run is doubted aloud."""

_read = lru_cache(maxsize=8)(read_csv)
_simulated = lru_cache(maxsize=8)(simulated)


def gathered(params: ScalingParams, open_upload: Opener) -> Points:
    """Return the points that the parameters name.

    Raises: PointsError, FileNotFoundError.
    """
    if params.source == "points" and params.points:
        with open_upload(params.points) as file:
            return _read(_bounded(file))
    if params.source == "recorded":
        return recorded()
    return _simulated(params.law, params.runs, params.noise, params.seed)


def _bounded(file: BinaryIO) -> bytes:
    """Read one byte more than is allowed at most, so that the reader can refuse by size."""
    return file.read(MOST_BYTES + 1)


@dataclass(frozen=True, slots=True)
class Story:
    """One set of points and what their settings ask of them."""

    params: ScalingParams
    points: Points
    fitted: Fit

    @classmethod
    def of(cls, params: ScalingParams, points: Points) -> "Story":
        return cls(params, points, _fit(points, params.loss))

    @property
    def budget(self) -> float:
        return float(10**self.params.budget)

    @property
    def budgets(self) -> Array:
        return budgets(self.points.C, self.budget)

    @property
    def level(self) -> float:
        return float(self.params.level)

    def opening(self) -> Iterator[Event]:
        """Tell the points, the split, the fit and its test."""
        yield Read(points=len(self.points), notes=self._notes())
        yield from self._measured()
        yield from self.fits()
        yield from self.doubts()

    def fits(self) -> Iterator[Event]:
        """Tell the split, the law of all runs, and how that of the smaller ones foretold."""
        parted = _parted(self.points, self.params.holdout)
        yield parted.split()
        yield self.law()
        yield self._tested(parted)

    def law(self) -> Fitted:
        return Fitted(**asdict(self.fitted), exponent=self.fitted.exponent)

    def best_use(self, fan: Bootstraps | None) -> Iterator[Event]:
        """Tell the frontier and the best use of the budget, if the law has any."""
        law = self.fitted.law
        if law.has_optimum():
            yield frontier(law, self.budgets, fan, self.level)
            yield spent(law, self.budget, fan, self.level)

    def claims(self) -> Iterator[Event]:
        if self.fitted.law.has_optimum():
            yield from claimed(self.params, self.points, self.fitted.law)

    def _notes(self) -> tuple[str, ...]:
        if len(self.points) <= SHOWN:
            return self.points.notes
        note = f"The picture shows {SHOWN:,} of {len(self.points):,} runs; the fit uses them all."
        return (*self.points.notes, note)

    def _measured(self) -> Iterator[Measured]:
        columns = (self.points.N, self.points.D, self.points.C, self.points.loss)
        shown = thinned(self.points, SHOWN)
        for N, D, C, loss in zip(*(column[shown].tolist() for column in columns), strict=True):
            yield Measured(parameters=N, tokens=D, compute=C, loss=loss)

    def _tested(self, parted: Parted) -> Event:
        if not len(parted.beyond):
            return Tested(points=0)
        try:
            seen = _fit_within(parted, self.params.loss)
        except PointsError as error:
            share = f"{self.params.holdout:.0%}"
            return Warned(text=f"Holding out {share} leaves too little to fit: {error}.")
        return parted.test(seen, self.budgets)

    def doubts(self) -> Iterator[Warned]:
        law, agreeing = self.fitted.law, self.fitted.agreeing
        if self.budget > self.points.C.max() * FARTHEST:
            yield Warned(text=self._too_far())
        if not law.has_optimum():
            yield Warned(
                text=f"The fit has α = {law.alpha:.3g} and β = {law.beta:.3g}, but a budget has a "
                "best size only where both are above zero; add runs of other sizes."
            )
        if agreeing < FEWEST_AGREEING:
            yield Warned(
                text=f"Only {agreeing} of {self.fitted.starts} starts ended at this fit, so the "
                "points barely tell the law; add runs, or try another loss."
            )

    def _too_far(self) -> str:
        largest = float(self.points.C.max())
        return (
            f"The budget is {self.budget / largest:.0e} times the compute of the largest run, and "
            f"no law reaches that far; a budget of {math.log10(10 * largest):.1f} would be ten "
            "times that run."
        )


def thinned(points: Points, most: int) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Return at most ``most`` positions, spread evenly over the compute of the runs."""
    if len(points) <= most:
        return np.arange(len(points))
    order = np.argsort(points.C, kind="stable")
    return np.sort(order[np.linspace(0, len(order) - 1, most).round().astype(np.intp)])


@lru_cache(maxsize=32)
def _fit(points: Points, loss: Loss) -> Fit:
    return fit(points, loss=loss)


@lru_cache(maxsize=32)
def _parted(points: Points, share: float) -> Parted:
    return Parted.at(points, share)


@lru_cache(maxsize=32)
def _fit_within(parted: Parted, loss: Loss) -> Fit:
    return parted.fit(loss)
