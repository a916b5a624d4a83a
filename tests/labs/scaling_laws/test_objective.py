"""Derivatives are held against central differences of what they derive."""

import numpy as np
import pytest

from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.objective import expand
from tests.labs.scaling_laws.worlds import world

POINTS = world(runs=40, noise=0.02)
FORM = FORMS["chinchilla"]
MODEL = FORM.model(POINTS, None)
THETA = FORM.starts(MODEL, 3)
WEIGHTS = np.random.default_rng(1).integers(0, 4, size=(3, 40)).astype(float)
STEP = 1e-6

every_delta = pytest.mark.parametrize("delta", [float("inf"), 0.1, 0.003])


def shifted(axis: int, by: float) -> np.ndarray:
    theta = THETA.copy()
    theta[:, axis] += by
    return theta


@every_delta
def test_the_gradient_is_that_of_the_value(delta: float) -> None:
    gradient = expand(THETA, MODEL, WEIGHTS, delta).gradient
    for axis in range(5):
        up = expand(shifted(axis, STEP), MODEL, WEIGHTS, delta).value
        down = expand(shifted(axis, -STEP), MODEL, WEIGHTS, delta).value
        np.testing.assert_allclose(
            gradient[:, axis], (up - down) / (2 * STEP), rtol=2e-5, atol=1e-7
        )


@every_delta
def test_the_hessian_is_that_of_the_gradient(delta: float) -> None:
    hessian = expand(THETA, MODEL, WEIGHTS, delta).hessian
    np.testing.assert_array_equal(hessian, hessian.transpose(0, 2, 1))
    for axis in range(5):
        up = expand(shifted(axis, STEP), MODEL, WEIGHTS, delta).gradient
        down = expand(shifted(axis, -STEP), MODEL, WEIGHTS, delta).gradient
        np.testing.assert_allclose(hessian[:, axis], (up - down) / (2 * STEP), rtol=1e-4, atol=1e-5)


def test_whole_weights_mean_repeated_runs() -> None:
    repeats = WEIGHTS[0].astype(int)
    again = POINTS.where(np.repeat(np.arange(40), repeats))
    repeated = FORM.model(again, None)
    shift = [
        then.mean - now.mean for then, now in zip(repeated.columns, MODEL.columns, strict=True)
    ]
    there = THETA[:1].copy()
    there[:, :2] -= there[:, 2:4] * shift
    there[:, 4] *= MODEL.unit / repeated.unit
    weighted = expand(THETA[:1], MODEL, WEIGHTS[:1], 0.01)
    copied = expand(there, repeated, None, 0.01)
    np.testing.assert_allclose(weighted.value, copied.value, rtol=1e-12)
    np.testing.assert_allclose(
        weighted.gradient[:, :2], copied.gradient[:, :2], rtol=1e-9, atol=1e-12
    )


def test_blocks_do_not_change_the_answer() -> None:
    many = np.repeat(THETA, 300, axis=0)
    assert len(many) > MODEL.block_rows()
    whole = expand(many, MODEL, None, 0.01)
    np.testing.assert_allclose(whole.value[::300], expand(THETA, MODEL, None, 0.01).value)


def test_a_small_move_changes_the_residuals_as_foretold() -> None:
    parts, move = MODEL.at(THETA), np.full((3, 5), 1e-6)
    np.testing.assert_allclose(
        MODEL.at(THETA + move)[0] - parts[0], MODEL.moved(parts, move), atol=1e-10
    )
