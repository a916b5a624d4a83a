"""Fits Chinchilla's law to measured runs, from eight starts at once."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from labs.scaling_laws.absolute import descend_absolute
from labs.scaling_laws.law import Array, Law
from labs.scaling_laws.newton import descend
from labs.scaling_laws.objective import Shared, Terms
from labs.scaling_laws.points import PointsError
from labs.scaling_laws.reading import PointsLike, as_points
from labs.scaling_laws.starts import global_starts

Form = Literal["chinchilla"]
Loss = Literal["huber", "lad", "squared"]

STARTS = 8
DELTA = 1e-3
"""Where Huber's loss bends from a parabola to a line (Hoffmann et al. 2022, appendix D.3)."""
AGREEMENT = 1e-6
PERFECT = {"huber": 1e-20, "squared": 1e-20, "lad": 1e-10}
"""What a perfect fit leaves of a run's loss is rounding, which no two starts share."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted law, what it cost, and how sure we are that nothing lies lower."""

    form: Form
    loss: Loss
    E: float
    A: float
    B: float
    alpha: float
    beta: float
    objective: float
    """The summed loss at the optimum, not its mean."""
    points: int
    starts: int
    agreeing: int
    """How many starts ended within 1e-6 (relative) of the least objective."""

    @property
    def law(self) -> Law:
        return Law(self.E, self.A, self.B, self.alpha, self.beta)

    @property
    def exponent(self) -> float:
        """Return a = beta / (alpha + beta): the compute-optimal N grows as C^a."""
        return self.law.exponent


def fit(points: PointsLike, form: Form = "chinchilla", loss: Loss = "huber") -> Fit:
    """Fit E + A / N^alpha + B / D^beta to measured runs, by the residuals of ln L.

    ``points`` are Points, a table with named columns (a dict, a structured array, a data frame) or
    an array of shape (n, 3) of parameters N, tokens D and loss in nats. ``loss`` is summed over
    the runs: "huber" is ½ r² up to 0.001 and 0.001 (|r| − 0.0005) beyond, "lad" is |r|,
    "squared" is r².

    Raises: ValueError for an unknown form or loss; PointsError for points that cannot be fitted.
    Source: Hoffmann et al. 2022, equation 10 and appendix D.3.
    """
    points = as_points(points)
    check_choice(form, loss)
    shared = Shared.of(points.N, points.D, points.loss)
    found = fit_shared(shared, loss)
    value = total(found, shared, loss)
    best = int(np.argmin(value))
    close = value <= value[best] * (1 + AGREEMENT) + PERFECT[loss] * len(points)
    E, A, B, alpha, beta = map(float, constants(found[best], shared))
    if not np.isfinite([A, B]).all():
        raise PointsError(
            f"the best fit runs away to alpha = {alpha:.3g} and beta = {beta:.3g}, so these runs "
            "tell no law; add runs of other sizes"
        )
    return Fit(
        form, loss, E, A, B, alpha, beta, float(value[best]),
        len(points), len(value), int(close.sum()),
    )  # fmt: skip


def check_choice(form: str, loss: str) -> None:
    """Raise ValueError unless this form and loss exist."""
    if form != "chinchilla":
        raise ValueError(f"form {form!r} is unknown; choose 'chinchilla'")
    if loss not in get_args(Loss):
        raise ValueError(f"loss {loss!r} is unknown; choose 'huber', 'lad' or 'squared'")


def fit_shared(shared: Shared, loss: Loss) -> Array:
    """Descend from every global start at once; row i ends where start i led."""
    starts = global_starts(shared, STARTS)
    return descend_by(loss, starts, shared, None, spread(starts[:1], shared), tolerance=1e-13)


def descend_by(
    loss: Loss, theta: Array, shared: Shared, weights: Array | None, around: float, tolerance: float
) -> Array:
    """Minimise the weighted loss from each row of theta, (k, 5); ``around`` is a usual residual."""
    if loss == "squared":
        return descend(theta, shared, weights, [float("inf")], tolerance)
    found = descend(theta, shared, weights, rungs(around), tolerance)
    if loss == "huber":
        return found
    return descend_absolute(found, shared, weights, around)


def spread(theta: Array, shared: Shared) -> float:
    """Return the median of |r| at the one row of theta."""
    return float(np.median(np.abs(Terms.at(theta, shared).r)))


def rungs(around: float) -> list[float]:
    """Return the values of δ to go through: from a fifth of a usual residual to Huber's own."""
    count = max(0, int(np.log10(max(around, DELTA) / 5 / DELTA) * 2))
    return [DELTA * 10 ** (k / 2) for k in range(count, -1, -1)]


def total(theta: Array, shared: Shared, loss: Loss) -> Array:
    """Return the summed loss at each row of theta, by its definition."""
    r = np.abs(Terms.at(theta, shared).r)
    if loss == "huber":
        return np.asarray(np.where(r <= DELTA, 0.5 * r * r, DELTA * (r - 0.5 * DELTA)).sum(1))
    return np.asarray((r if loss == "lad" else r * r).sum(1))


def constants(theta: Array, shared: Shared) -> tuple[Array, Array, Array, Array, Array]:
    """Return E, A, B, alpha, beta in the caller's units, shaped as theta without its last axis."""
    a, b, e, alpha, beta = np.moveaxis(theta, -1, 0)
    with np.errstate(over="ignore"):  # a law that runs away is for the caller to refuse
        A, B = np.exp(a + alpha * shared.x_mean), np.exp(b + beta * shared.y_mean)
    return np.exp(e), A, B, alpha, beta
