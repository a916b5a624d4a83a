"""Holds the largest runs out of a fit, and tests what the smaller ones foretell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.bootstrap import SCOUTED, Resampling
from labs.scaling_laws.descent import Descended, summed
from labs.scaling_laws.events import Split, Tested
from labs.scaling_laws.fitting import Fit, Form, Loss, fit, fit_told
from labs.scaling_laws.frontier import frontier
from labs.scaling_laws.law import Array
from labs.scaling_laws.needs import Variable, lacking
from labs.scaling_laws.points import Points, PointsError

SAME_BUDGET = 1 + 1e-9
"""Runs of one isoFLOP budget stay together, whatever 6 N D rounds to."""


@dataclass(frozen=True, slots=True, eq=False)
class Parted:
    """The runs within a budget, and those beyond it."""

    within: Points
    beyond: Points
    threshold: float
    larger: NDArray[np.bool_]
    """Which of all runs are beyond it."""

    @classmethod
    def at(cls, points: Points, share: float) -> "Parted":
        """Hold out about ``share`` of the runs, those with the most compute."""
        kept = max(1, len(points) - round(share * len(points)))
        threshold = float(np.sort(points.C)[kept - 1])
        beyond = np.greater(points.C, threshold * SAME_BUDGET)
        return cls(points.where(~beyond), points.where(beyond), threshold, beyond)

    def split(self) -> Split:
        return Split(threshold=self.threshold, fitted=len(self.within), held_out=len(self.beyond))

    def fit(self, loss: Loss, form: Form = "chinchilla", variable: Variable | None = None) -> Fit:
        """Fit the law to the smaller runs alone.

        Raises: PointsError if they are too few, or tell a law that runs away.
        """
        return self._foretelling(fit(self.within, form, loss, variable))

    def fit_near(self, whole: Fit, refits: Resampling) -> Fit:
        """Fit the law to the smaller runs in a few steps from the law of all runs, ``whole``.

        Where the smaller runs tell quite another law, a better fit may lie elsewhere: ``fit``
        searches for it.

        Raises: PointsError, as above.
        """
        if reason := lacking(self.within, whole.form, whole.quantity):
            raise PointsError(reason)
        smaller = ~self.larger
        theta = refits.ended(smaller[None].astype(np.float64), SCOUTED)
        value = summed(refits.model.residuals(theta)[:, smaller], refits.loss)
        ended = Descended(theta, value)
        return self._foretelling(
            fit_told(self.within, whole.form, refits.loss, whole.quantity, refits.model, ended)
        )

    def _foretelling(self, found: Fit) -> Fit:
        with np.errstate(over="ignore", invalid="ignore"):
            told = found.law.at(self.beyond)
        if not np.isfinite(told).all():
            raise PointsError(
                "their law foretells no finite loss for the larger ones; correct a loss that is "
                "far off the others, or hold out fewer"
            )
        return found

    def untested(self) -> Tested:
        """Say that no run is left to test the law."""
        return Tested(points=0)

    def test(self, seen: Fit, budgets: Array, *, near: bool = False) -> Tested:
        """Hold the law of the smaller runs against the larger ones.

        ``near`` says that it was only looked for near the law of all runs.
        """
        miss = np.log(seen.law.at(self.beyond)) - np.log(self.beyond.loss)
        best = frontier(seen, budgets, None, 0)
        return Tested(
            form=seen.form, constants=dict(seen.constants), variable=seen.variable,
            E=seen.E, A=seen.A, B=seen.B, alpha=seen.alpha, beta=seen.beta,
            rmsle=float(np.sqrt(np.mean(miss**2))), bias=float(miss.mean()),
            points=len(miss), fitted=seen.points, near=near,
            compute=best.compute if best else (), loss=best.loss if best else (),
        )  # fmt: skip
