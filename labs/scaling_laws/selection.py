"""Compares forms of different length on the same runs: AICc and BIC."""

from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.fitting import Fit, fit
from labs.scaling_laws.reading import PointsLike, as_points

ROUNDING = 1e-15
"""A residual of ln L below this is what rounding leaves of a perfect fit."""


@dataclass(frozen=True, slots=True)
class Information:
    """Two prices of a form: how badly it fits, plus what its constants cost. Less is better."""

    aicc: float | None
    """None where the runs are too few for the correction: n must exceed the unknowns by two."""
    bic: float
    unknowns: int
    """The form's constants, and the variance of the noise."""
    rmsle: float
    """Root mean square residual of ln L at the least-squares fit."""


def information(points: PointsLike, fitted: Fit) -> Information:
    """Return AICc and BIC of a form on these runs, in nats times two.

    The likelihood is that of normal errors of ln L with a variance of its own, at its maximum,
    which is the fit by the squared loss. A robust loss is no likelihood that forms could be
    compared by, so the form is refitted by squares if ``fitted`` was not.

    Source: Hurvich and Tsai 1989 for AICc; Schwarz 1978 for BIC.
    """
    points = as_points(points, fitted.form)
    if fitted.loss != "squared":
        fitted = fit(points, fitted.form, "squared", fitted.quantity)
    n, k = len(points), len(fitted.constants) + 1
    variance = max(fitted.objective / n, ROUNDING**2)
    minus_two_log = n * (np.log(2 * np.pi * variance) + 1)
    spare = n - k - 1
    aicc = minus_two_log + 2 * k + 2 * k * (k + 1) / spare if spare > 0 else None
    bic = minus_two_log + k * np.log(n)
    return Information(
        None if aicc is None else float(aicc), float(bic), k, float(np.sqrt(variance))
    )
