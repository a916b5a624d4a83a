import numpy as np
import pytest
from scipy.optimize import minimize

from labs.scaling_laws.bootstrap import Bootstraps, Resampling, bootstrap, distinct
from labs.scaling_laws.descent import DELTA
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.needs import NEEDS, Form
from labs.scaling_laws.newton import Task
from labs.scaling_laws.points import Points
from tests.labs.scaling_laws.forms import TRUTHS, obeying
from tests.labs.scaling_laws.worlds import EPOCH, as_array, world

POINTS = world(runs=60)


def test_intervals_surround_the_fit() -> None:
    draws, found = bootstrap(POINTS, draws=300), fit(POINTS)
    for name in ("E", "A", "B", "alpha", "beta", "exponent"):
        low, high = draws.interval(name)
        assert low < getattr(found, name) < high


def test_a_wider_level_gives_a_wider_interval() -> None:
    draws = bootstrap(POINTS, draws=300)
    assert draws.interval("alpha", 0.95)[0] < draws.interval("alpha", 0.8)[0]
    assert draws.interval("alpha", 0.95)[1] > draws.interval("alpha", 0.8)[1]


def test_a_draw_depends_on_the_seed_and_its_number_alone() -> None:
    resampling = Resampling.of(POINTS, "huber", seed=3)
    whole = np.concatenate(list(resampling.chunks(0, 200)))
    small = np.concatenate(list(resampling.chunks(0, 200, size=64)))
    late = np.concatenate(list(resampling.chunks(128, 200, size=64)))
    few = bootstrap(POINTS, draws=70, seed=3).constants
    np.testing.assert_array_equal(small[128:], late)
    # Matrix products of another height round differently, in the last place.
    np.testing.assert_allclose(whole, small, rtol=1e-9)
    np.testing.assert_allclose(whole[:70], few, rtol=1e-9)
    assert not np.array_equal(whole, bootstrap(POINTS, draws=200, seed=4).constants)


@pytest.mark.parametrize("runs", [60, 240])
@pytest.mark.parametrize("loss", ["huber", "lad", "squared"])
def test_a_draw_is_the_fit_to_the_runs_that_it_took(loss: str, runs: int) -> None:
    points = world(runs=runs)
    resampling = Resampling.of(points, loss, seed=0)  # type: ignore[arg-type]
    taken = np.repeat(as_array(points), resampling.weights(0, 1)[0].astype(int), axis=0)
    again = fit(taken, loss=loss)  # type: ignore[arg-type]
    drawn = next(resampling.chunks(0, 1))[0]
    expected = [again.E, again.A, again.B, again.alpha, again.beta]
    np.testing.assert_allclose(drawn, expected, rtol=1e-4)


def test_a_draw_is_as_low_as_scipy_comes() -> None:
    """Twelve refits of 240 noisy runs, the first of a chunk among them."""
    resampling = Resampling.of(world(runs=240, noise=0.03), "huber", seed=0)
    model, weights = resampling.model, resampling.weights(0, 12)
    ended = resampling.ended(weights)
    for row, theta in zip(weights, ended, strict=True):
        task = Task(model, row[None])

        def value(theta: np.ndarray, task: Task = task) -> tuple[float, np.ndarray]:
            there = task.expand(theta[None], DELTA)
            return 1e3 * float(there.value[0]), 1e3 * there.gradient[0]

        options = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 2000}
        bounds = [(None, None)] * 4 + [(0, None)]
        with np.errstate(all="ignore"):
            found = minimize(
                value, theta, jac=True, method="L-BFGS-B", bounds=bounds, options=options
            )
        assert value(theta)[0] <= found.fun * (1 + 1e-7)


def test_few_blocks_are_drawn_in_few_ways_and_each_is_fitted_once() -> None:
    points = world(runs=24)
    resampling = Resampling.of(points, "huber", 0, blocks=np.repeat(np.arange(3), 8))
    weights = resampling.weights(0, 64)
    rows, which = distinct(weights)
    assert len(rows) <= 10
    np.testing.assert_array_equal(rows[which], weights)
    constants = resampling.refit(weights)
    for k in range(len(rows)):
        assert len(np.unique(constants[which == k], axis=0)) == 1


def test_the_levels_that_draws_reach_are_counted_only_where_that_is_in_doubt() -> None:
    N = np.repeat([1e8, 2e8, 4e8, 8e8], [6, 2, 2, 2])
    points = Points.of(N, np.tile([1e9, 2e9, 4e9], 4), np.linspace(3, 2, 12))
    resampling = Resampling.of(points, "huber", 0)
    weights = resampling.weights(0, 256)
    held = [(len(np.unique(N[row > 0])), (row > 0).sum()) for row in weights]
    D = [len(np.unique(points.D[row > 0])) for row in weights]
    told = [
        sizes >= 3 and runs >= 5 and data >= 3 for (sizes, runs), data in zip(held, D, strict=True)
    ]
    assert resampling.told(weights).tolist() == told
    assert not all(told)


def test_resamples_that_tell_no_law_are_left_out_and_counted() -> None:
    few = Points.of(
        [1e8, 1e8, 1e9, 1e9, 1e10, 1e10], [1e10, 1e11, 1e10, 1e11, 1e11, 1e12],
        [3.2, 2.9, 2.7, 2.5, 2.3, 2.2],
    )  # fmt: skip
    draws = bootstrap(few, draws=200)
    assert 0 < draws.kept.sum() < 200
    assert np.isnan(draws.constants[~draws.kept]).all()
    assert len(draws.values("E")) == draws.kept.sum()


def test_laws_without_a_best_size_are_missing_from_the_exponent() -> None:
    draws = Bootstraps(np.array([[1.7, 400, 400, 0.3, 0.3], [1.7, 400, 400, -0.1, 0.3]]))
    assert draws.values("exponent").tolist() == [0.5]
    assert len(draws.values("alpha")) == 2


def test_no_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="0 resamples were asked for"):
        bootstrap(POINTS, draws=0)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """95 % of 200 simulated worlds, give or take what 200 draws and 240 runs allow."""
    covered = [
        _covers(bootstrap(world(runs=240, noise=0.01, seed=seed), draws=256, seed=seed))
        for seed in range(200)
    ]
    for share in np.mean(covered, axis=0):
        assert 0.90 <= share <= 0.98


def _covers(draws: Bootstraps) -> list[bool]:
    truth = {"alpha": EPOCH.alpha, "beta": EPOCH.beta, "exponent": EPOCH.exponent, "E": EPOCH.E}
    return [
        draws.interval(name)[0] <= value <= draws.interval(name)[1] for name, value in truth.items()
    ]


@pytest.mark.parametrize("form", [form for form in TRUTHS if form != "bnsl2"])
def test_every_form_can_be_resampled(form: Form) -> None:
    points = obeying(form, runs=60, noise=0.003)
    draws = bootstrap(points, draws=64, form=form, loss="squared")
    found = fit(points, form, "squared")
    assert draws.names == tuple(found.constants)
    assert draws.kept.mean() > 0.9
    name = draws.names[-1] if form == "power" else "alpha_N" if form == "kaplan" else draws.names[0]
    low, high = draws.interval(name, 0.999)
    assert low <= found.constants[name] <= high
    assert draws.has_optimum.any() == bool(NEEDS[form].quantities)


def test_points_of_one_run_are_drawn_together() -> None:
    labels = np.repeat(np.arange(12), 5)
    resampling = Resampling.of(POINTS, "huber", 0, blocks=labels)
    weights = resampling.weights(0, 64).reshape(64, 12, 5)
    assert (weights == weights[:, :, :1]).all()
    assert (weights[:, :, 0].sum(1) == 12).all()
    with pytest.raises(ValueError, match="3 block labels for 60 points"):
        Resampling.of(POINTS, "huber", 0, blocks=[1, 2, 3])


def test_runs_of_one_size_are_one_block() -> None:
    N = np.repeat(np.geomspace(1e7, 1e9, 8), 5)
    D = np.tile(np.geomspace(1e9, 1e11, 5), 8)
    points = Points.of(N, D, EPOCH.predict(N, D))
    weights = Resampling.of(points, "huber", 0, blocks="run").weights(0, 10).reshape(10, 8, 5)
    assert (weights == weights[:, :, :1]).all()


def test_where_points_share_their_runs_noise_only_blocks_tell_how_unsure_the_fit_is() -> None:
    """Of 40 sweeps whose runs are each off as a whole, far more hold the truth with blocks."""
    N = np.repeat(np.geomspace(1e7, 3e9, 10), 8)
    D = np.tile(np.geomspace(1e9, 1e11, 8), 10)
    covered = []
    for seed in range(40):
        off = np.repeat(0.01 * np.random.default_rng(seed).normal(size=10), 8)
        points = Points.of(N, D, EPOCH.predict(N, D) * np.exp(off))
        for blocks in (None, "run"):
            draws = bootstrap(points, 128, seed, loss="squared", blocks=blocks)  # type: ignore[arg-type]
            low, high = draws.interval("alpha")
            covered.append((low <= EPOCH.alpha <= high, high - low))
    plain, blocked = np.array(covered, dtype=float).reshape(40, 2, 2).transpose(1, 0, 2)
    assert np.median(blocked[:, 1] / plain[:, 1]) > 1.5
    assert blocked[:, 0].mean() > plain[:, 0].mean() + 0.1
