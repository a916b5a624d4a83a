"""Derivatives are held against central differences of what they derive."""

import numpy as np
import pytest

from labs.scaling_laws.objective import Shared, Terms, expand
from labs.scaling_laws.starts import global_starts
from tests.labs.scaling_laws.worlds import world

POINTS = world(runs=40, noise=0.02)
SHARED = Shared.of(POINTS.N, POINTS.D, POINTS.loss)
THETA = global_starts(SHARED, 3)
WEIGHTS = np.random.default_rng(1).integers(0, 4, size=(3, 40)).astype(float)
STEP = 1e-6

every_delta = pytest.mark.parametrize("delta", [float("inf"), 0.1, 0.003])


def shifted(axis: int, by: float) -> np.ndarray:
    theta = THETA.copy()
    theta[:, axis] += by
    return theta


@every_delta
def test_the_gradient_is_that_of_the_value(delta: float) -> None:
    gradient = expand(THETA, SHARED, WEIGHTS, delta).gradient
    for axis in range(5):
        up = expand(shifted(axis, STEP), SHARED, WEIGHTS, delta).value
        down = expand(shifted(axis, -STEP), SHARED, WEIGHTS, delta).value
        np.testing.assert_allclose(
            gradient[:, axis], (up - down) / (2 * STEP), rtol=2e-5, atol=1e-7
        )


@every_delta
def test_the_hessian_is_that_of_the_gradient(delta: float) -> None:
    hessian = expand(THETA, SHARED, WEIGHTS, delta).hessian
    np.testing.assert_array_equal(hessian, hessian.transpose(0, 2, 1))
    for axis in range(5):
        up = expand(shifted(axis, STEP), SHARED, WEIGHTS, delta).gradient
        down = expand(shifted(axis, -STEP), SHARED, WEIGHTS, delta).gradient
        np.testing.assert_allclose(hessian[:, axis], (up - down) / (2 * STEP), rtol=1e-4, atol=1e-5)


def test_whole_weights_mean_repeated_runs() -> None:
    repeats = WEIGHTS[0].astype(int)
    repeated = Shared(
        *(np.repeat(each, repeats) for each in (SHARED.x, SHARED.y, SHARED.z)),
        SHARED.x_mean,
        SHARED.y_mean,
        *(np.repeat(each, repeats, axis=0)
          for each in (SHARED.one_x_xx, SHARED.one_y_yy, SHARED.one_x_y_xy)),
    )  # fmt: skip
    weighted = expand(THETA[:1], SHARED, WEIGHTS[:1], 0.01)
    copied = expand(THETA[:1], repeated, None, 0.01)
    np.testing.assert_allclose(weighted.value, copied.value, rtol=1e-12)
    np.testing.assert_allclose(weighted.hessian, copied.hessian, rtol=1e-10, atol=1e-12)


def test_blocks_do_not_change_the_answer() -> None:
    many = np.repeat(THETA, 300, axis=0)
    assert len(many) > SHARED.block_rows()
    whole = expand(many, SHARED, None, 0.01)
    np.testing.assert_allclose(whole.value[::300], expand(THETA, SHARED, None, 0.01).value)


def test_a_small_move_changes_the_residuals_as_foretold() -> None:
    terms = Terms.at(THETA, SHARED)
    move = np.full((3, 5), 1e-6)
    np.testing.assert_allclose(
        Terms.at(THETA + move, SHARED).r - terms.r, terms.moved(move, SHARED), atol=1e-10
    )
