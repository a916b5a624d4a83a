"""Where refits begin, held against fits that are known in closed form."""

import numpy as np
import pytest

from labs.scaling_laws.bootstrap import Resampling
from labs.scaling_laws.descent import DELTA, Loss
from labs.scaling_laws.nearby import Nearby
from labs.scaling_laws.needs import Form
from labs.scaling_laws.newton import FIRST_DAMPING
from labs.scaling_laws.points import Points
from tests.labs.scaling_laws.forms import obeying
from tests.labs.scaling_laws.worlds import world


def resampling(points: Points, loss: Loss = "squared", form: Form = "power") -> Resampling:
    return Resampling.of(points, loss, seed=0, form=form)


def huber(nearby: Nearby, theta: np.ndarray, weights: np.ndarray) -> np.ndarray:
    r = np.abs(nearby.model.residuals(theta))
    return np.asarray((weights * np.where(r < DELTA, r**2 / 2, DELTA * (r - DELTA / 2))).sum(1))


def test_under_the_weights_of_all_runs_a_refit_begins_at_the_fit() -> None:
    nearby = resampling(world(), "huber", "chinchilla").nearby
    start = nearby.starts(np.ones((1, 60)))
    np.testing.assert_allclose(start, nearby.best[None], atol=1e-9)


def test_leaving_out_a_run_begins_where_a_line_says_that_its_pull_leads() -> None:
    """A power law is a line in ln L: without run i it moves by −(XᵀX)⁻¹ x_i r_i."""
    found = resampling(obeying("power", runs=40, noise=0.02))
    X, r = found.model.predictors[0].features, found.model.residuals(found.best[None])[0]
    assert X is not None
    starts = found.nearby.starts(1 - np.eye(40))
    expected = found.best + np.linalg.solve(X.T @ X, (X * r[:, None]).T).T
    np.testing.assert_allclose(starts, expected, rtol=1e-9)


@pytest.mark.parametrize("loss", ["huber", "squared"])
def test_no_refit_begins_higher_than_at_the_fit_to_all_runs(loss: Loss) -> None:
    found = resampling(world(noise=0.03), loss, "chinchilla")
    nearby, weights = found.nearby, found.weights(0, 64)
    delta = DELTA if loss == "huber" else np.inf
    start, best = (
        found.nearby.task(weights).expand(theta, delta).value
        for theta in (nearby.starts(weights), np.repeat(nearby.best[None], 64, axis=0))
    )
    assert (start <= best * (1 + 1e-12)).all()


def test_a_refit_begins_at_the_lowest_of_the_ends_that_are_known() -> None:
    found = resampling(world(runs=24, noise=0.03), "huber", "chinchilla")
    weights = found.weights(0, 64)
    ends = found.ended(weights)
    nearby = found.nearby.knowing(ends)
    start = huber(nearby, nearby.starts(weights), weights)
    for end in ends:
        assert (start <= huber(nearby, end[None], weights) * (1 + 1e-9)).all()


def test_an_end_that_foretells_no_loss_is_not_known() -> None:
    nearby = resampling(world(), "huber", "chinchilla").nearby
    wild = np.array([[np.inf, 0, 0.3, 0.3, 0.5], [np.nan] * 5])
    assert len(nearby.knowing(wild).known) == 1


@pytest.mark.parametrize(("runs", "noise", "shared"), [(240, 0.01, True), (60, 0.01, False)])
def test_only_many_runs_share_a_metric(runs: int, noise: float, shared: bool) -> None:
    nearby = resampling(world(runs=runs, noise=noise), "huber", "chinchilla").nearby
    assert (nearby.metric is not None) is shared
    assert (nearby.damping < FIRST_DAMPING) is shared


def test_no_rows_of_weights_give_no_starts() -> None:
    assert resampling(world()).nearby.starts(np.empty((0, 60))).shape == (0, 2)
