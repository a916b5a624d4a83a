"""The absolute loss has corners; its optimum is held against linear programmes."""

import numpy as np
import pytest
from scipy.optimize import linprog

from labs.scaling_laws.fitting import fit
from labs.scaling_laws.points import Points
from tests.labs.scaling_laws.worlds import with_outliers, world


@pytest.mark.parametrize("noise", [0.003, 0.02])
@pytest.mark.parametrize("seed", range(2))
def test_no_step_that_a_linear_programme_finds_goes_lower(seed: int, noise: float) -> None:
    points = with_outliers(world(runs=60, noise=noise, seed=seed))
    found = fit(points, loss="lad")
    theta = np.array([np.log(found.A), np.log(found.B), np.log(found.E), found.alpha, found.beta])
    for radius in (0.1, 1e-2, 1e-3, 1e-5):
        lower = _value(theta + _best_step(theta, points, radius), points)
        assert lower >= found.objective * (1 - 1e-8)


def _terms(theta: np.ndarray, points: Points) -> np.ndarray:
    a, b, e, alpha, beta = theta
    return np.exp(
        [a - alpha * np.log(points.N), b - beta * np.log(points.D), np.full(len(points), e)]
    )


def _value(theta: np.ndarray, points: Points) -> float:
    return float(np.abs(np.log(_terms(theta, points).sum(0)) - np.log(points.loss)).sum())


def _best_step(theta: np.ndarray, points: Points, radius: float) -> np.ndarray:
    """Minimise the linearised loss within a box around theta."""
    terms = _terms(theta, points)
    share = terms / terms.sum(0)
    r = np.log(terms.sum(0)) - np.log(points.loss)
    x, y = np.log(points.N), np.log(points.D)
    jacobian = np.column_stack([*share, -share[0] * x, -share[1] * y])
    # alpha and a nearly cancel far from ln N = 0, so the box turns with them.
    turn = np.eye(5)
    turn[0, 3], turn[1, 4] = x.mean(), y.mean()
    n, slack = len(points), np.eye(len(points))
    solved = linprog(
        np.concatenate([np.zeros(5), np.ones(2 * n)]),
        A_eq=np.hstack([jacobian @ turn, -slack, slack]),
        b_eq=-r,
        bounds=[(-radius, radius)] * 5 + [(0, None)] * (2 * n),
    )
    return np.asarray(turn @ solved.x[:5])
