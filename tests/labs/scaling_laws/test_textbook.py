"""The textbook minimiser: it is a sound L-BFGS, and it stops where scipy's stops."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize, rosen, rosen_der

from labs.scaling_laws.fitting import DELTA, fit
from labs.scaling_laws.law import Array
from labs.scaling_laws.points import Points
from labs.scaling_laws.simulate import simulated
from labs.scaling_laws.textbook import TYPICAL, Scale, _objective, minimise, stopped

SWEEPS = [
    simulated(law, 240, noise, seed)
    for law, noise, seed in product(("epoch", "hoffmann"), (0.003, 0.01, 0.03), (0, 1))
]


def huber(theta: Array, points: Points, scale: Scale) -> float:
    """The objective by its definition."""
    a, b, e, alpha, beta = theta
    x, y = np.log(points.N), np.log(points.D)
    terms = np.stack([a - alpha * x, b - beta * y, np.full_like(x, e)])
    r = np.abs(np.logaddexp.reduce(terms) - np.log(points.loss))
    each = np.where(r <= DELTA, r * r / 2, DELTA * (r - DELTA / 2))
    return float(each.mean() if scale == "mean" else each.sum())


def above_by_scipy(points: Points, scale: Scale) -> float:
    def plain(theta: Array) -> float:
        return huber(theta, points, scale)

    found = minimize(plain, np.array(TYPICAL), method="L-BFGS-B")
    total = found.fun * (len(points) if scale == "mean" else 1)
    return 100 * (total / fit(points).objective - 1)


def test_it_finds_the_minimum_of_a_curved_valley() -> None:
    found = minimise(lambda x: (float(rosen(x)), rosen_der(x)), np.array([-1.2, 1.0]))
    np.testing.assert_allclose(found.x, 1, atol=1e-3)
    assert found.because in {"ftol", "gtol"}


def test_it_ends_at_once_where_nothing_slopes() -> None:
    found = minimise(lambda x: (1.0, np.zeros_like(x)), np.zeros(3))
    assert (found.steps, found.because) == (0, "gtol")


def test_it_says_so_where_no_step_goes_down() -> None:
    found = minimise(lambda x: (float(np.abs(x).sum()) + 1, -np.ones_like(x)), np.zeros(2))
    assert found.because == "line search"


@pytest.mark.parametrize("scale", ["mean", "sum"])
def test_it_minimises_hubers_loss_with_its_true_gradient(scale: Scale) -> None:
    points = simulated("epoch", 60, 0.03, 0)
    weight = 1 / len(points) if scale == "mean" else 1.0
    theta = np.array([5.5, 7.2, 0.6, 0.33, 0.36])
    for gradient, close in (("analytic", 1e-5), ("differences", 1e-3)):
        value, slope = _objective(points, weight, gradient)(theta)  # type: ignore[arg-type]
        assert value == pytest.approx(huber(theta, points, scale), rel=1e-12)
        expected = approx_fprime(theta, lambda each: huber(each, points, scale), 1e-8)
        np.testing.assert_allclose(slope, expected, rtol=close, atol=1e-7)


def test_its_objective_is_the_sum_at_its_law_whatever_it_minimised() -> None:
    for scale in ("mean", "sum"):
        found = stopped(SWEEPS[0], scale)
        law = found.law
        theta = np.array([*np.log([law.A, law.B, law.E]), law.alpha, law.beta])
        assert found.objective == pytest.approx(huber(theta, SWEEPS[0], "sum"), rel=1e-9)


def test_the_mean_stops_as_far_above_the_optimum_as_scipys_defaults() -> None:
    ours = [stopped(points, "mean", "differences").above_percent for points in SWEEPS]
    theirs = [above_by_scipy(points, "mean") for points in SWEEPS]
    assert min(ours) > 1  # type: ignore[type-var]
    assert 1 / 5 < np.median(ours) / np.median(theirs) < 5
    near = [abs(np.log10(one / other)) < 1 for one, other in zip(ours, theirs, strict=True)]  # type: ignore[operator]
    assert np.mean(near) >= 0.6


@pytest.mark.parametrize("gradient", ["analytic", "differences"])
def test_the_sum_stops_no_farther_and_mostly_closer(gradient: str) -> None:
    above = [
        [stopped(points, scale, gradient).above_percent for scale in ("mean", "sum")]  # type: ignore[arg-type]
        for points in SWEEPS
    ]
    mean, total = np.array(above, dtype=float).T
    assert (total <= mean * 1.02).all()
    assert np.median(total) < np.median(mean) / 2


def test_it_never_ends_below_the_fit() -> None:
    for points in SWEEPS:
        above = stopped(points, "sum").above_percent
        assert above is not None
        assert above > -1e-4


def test_a_perfect_fit_has_no_percentage() -> None:
    assert stopped(simulated("epoch", 60, 0.0, 0)).above_percent is None


def test_finite_differences_pay_six_evaluations_for_one() -> None:
    assert stopped(SWEEPS[0], gradient="differences").evaluations % 6 == 0
