"""The fitter against truth that is known, and against a minimiser of another make."""

import numpy as np
import pytest
from scipy.optimize import minimize

from labs.scaling_laws.fitting import DELTA, Loss, fit
from labs.scaling_laws.law import Law
from labs.scaling_laws.points import Points, PointsError
from tests.labs.scaling_laws.worlds import EPOCH, WORLDS, as_array, with_outliers, world

every_loss = pytest.mark.parametrize("loss", ["huber", "lad", "squared"])
every_world = pytest.mark.parametrize("law", WORLDS.values(), ids=WORLDS)
NAMES = ("E", "A", "B", "alpha", "beta")


@every_loss
@every_world
def test_runs_without_noise_give_the_law_back(law: Law, loss: Loss) -> None:
    found = fit(world(law, runs=80, noise=0), loss=loss)
    for name in NAMES:
        # Counts are whole, so that the simulated runs obey the law to about 1e-10 only.
        assert getattr(found, name) == pytest.approx(getattr(law, name), rel=1e-6)


@every_loss
def test_most_starts_agree_on_240_runs(loss: Loss) -> None:
    assert fit(world(runs=240, noise=0.01), loss=loss).agreeing >= 6


@every_loss
def test_the_order_of_runs_does_not_matter(loss: Loss) -> None:
    points = world(runs=50)
    shuffled = points.where(np.random.default_rng(0).permutation(50))
    assert fit(shuffled, loss=loss).objective == pytest.approx(
        fit(points, loss=loss).objective, rel=1e-9
    )


@every_loss
def test_every_run_twice_doubles_the_objective_and_leaves_the_law(loss: Loss) -> None:
    points = world(runs=50)
    once, twice = fit(points, loss=loss), fit(np.tile(as_array(points), (2, 1)), loss=loss)
    assert twice.objective == pytest.approx(2 * once.objective, rel=1e-8)
    assert twice.alpha == pytest.approx(once.alpha, rel=1e-5)
    assert twice.points == 100


@every_loss
def test_units_change_the_prices_and_nothing_else(loss: Loss) -> None:
    points = world(runs=50)
    plain = fit(points, loss=loss)
    scaled = fit(Points.of(points.N / 1e6, points.D / 1e9, points.loss), loss=loss)
    assert scaled.objective == pytest.approx(plain.objective, rel=1e-8)
    assert scaled.alpha == pytest.approx(plain.alpha, rel=1e-5)
    assert pytest.approx(plain.A / 1e6**plain.alpha, rel=1e-4) == scaled.A


def test_the_objective_is_the_sum_that_the_paper_defines() -> None:
    points = world(runs=50)
    found = fit(points)
    r = np.abs(np.log(found.law.predict(points.N, points.D)) - np.log(points.loss))
    assert found.objective == pytest.approx(
        np.where(r <= 1e-3, r**2 / 2, 1e-3 * (r - 5e-4)).sum(), rel=1e-12
    )


@pytest.mark.parametrize("seed", range(3))
def test_another_minimiser_from_many_starts_finds_nothing_lower(seed: int) -> None:
    points = with_outliers(world(runs=60, noise=0.01, seed=seed))
    best = min(_elsewhere(points, start) for start in range(8))
    assert fit(points).objective <= best * (1 + 1e-9)


def _elsewhere(points: Points, start: int) -> float:
    """Minimise the Huber objective by L-BFGS-B with its analytic gradient, from a random start."""
    rng = np.random.default_rng(start)
    x, y = np.log(points.N), np.log(points.D)
    x, y, z = x - x.mean(), y - y.mean(), np.log(points.loss)

    def objective(theta: np.ndarray) -> tuple[float, np.ndarray]:
        a, b, e, alpha, beta = theta
        terms = np.exp([a - alpha * x, b - beta * y, np.full_like(x, e)])
        share = terms / terms.sum(0)
        r = np.log(terms.sum(0)) - z
        slope = np.clip(r, -DELTA, DELTA)
        gradient = [slope @ each for each in share]
        gradient += [-slope @ (share[0] * x), -slope @ (share[1] * y)]
        return 1e3 * float((slope * (r - slope / 2)).sum()), 1e3 * np.array(gradient)

    begin = rng.uniform([-3, -3, -1, 0.1, 0.1], [1, 1, 1, 0.9, 0.9])
    options = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 2000, "maxfun": 4000}
    found = minimize(objective, begin, jac=True, method="L-BFGS-B", options=options)
    return float(found.fun) / 1e3


def test_a_few_wild_runs_hardly_move_a_robust_fit() -> None:
    points = world(runs=120, noise=0.003)
    wild = with_outliers(points, every=15, by=0.3)
    for loss in ("huber", "lad"):
        assert fit(wild, loss=loss).exponent == pytest.approx(EPOCH.exponent, abs=0.02)
    assert abs(fit(wild, loss="squared").E - EPOCH.E) > abs(fit(wild).E - EPOCH.E)


def test_tables_of_every_kind_are_taken() -> None:
    points = world(runs=30)
    columns = {"N": points.N, "D": points.D, "loss": points.loss}
    structured = np.array(
        list(zip(points.N, points.D, points.loss, strict=True)),
        dtype=[("params", float), ("tokens", float), ("loss", float)],
    )
    by_compute = {"Model Size": points.N, "Training FLOP": points.C, "loss": points.loss}
    expected = fit(points).objective
    for table in (columns, structured, by_compute, as_array(points), as_array(points).tolist()):
        assert fit(table).objective == pytest.approx(expected, rel=1e-9)


def test_unknown_forms_and_losses_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="form 'cubic' is unknown; choose one of 'power', "):
        fit(world(), form="cubic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="loss 'mse' is unknown; choose 'huber'"):
        fit(world(), loss="mse")  # type: ignore[arg-type]


def test_an_array_of_another_shape_is_refused() -> None:
    with pytest.raises(PointsError, match=r"shape \(20, 2\); give \(n, 3\)"):
        fit(np.ones((20, 2)))
