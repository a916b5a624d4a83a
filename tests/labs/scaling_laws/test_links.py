"""Derivatives of every form's link are held against central differences of what they derive."""

import numpy as np
import pytest

from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.needs import NEEDS, Form
from labs.scaling_laws.newton import Task
from labs.scaling_laws.objective import expand
from tests.labs.scaling_laws.forms import TRUTHS, obeying, variable_of

STEP = 1e-6
every_form = pytest.mark.parametrize("form", TRUTHS)
every_delta = pytest.mark.parametrize("delta", [float("inf"), 0.05])


def around_the_starts(form: Form) -> tuple[Task, np.ndarray]:
    points = obeying(form, runs=40, noise=0.02)
    model = FORMS[form].model(points, variable_of(form))
    theta = FORMS[form].starts(model, 4)[:4]
    rng = np.random.default_rng(0)
    weights = rng.integers(0, 4, size=(len(theta), 40)).astype(float)
    return Task(model, weights), theta * (1 + 0.02 * rng.normal(size=theta.shape))


def shifted(theta: np.ndarray, axis: int, by: float) -> np.ndarray:
    moved = theta.copy()
    moved[:, axis] += by
    return moved


@every_delta
@every_form
def test_the_gradient_is_that_of_the_value(form: Form, delta: float) -> None:
    task, theta = around_the_starts(form)
    gradient = task.expand(theta, delta).gradient
    for axis in range(theta.shape[1]):
        up = task.expand(shifted(theta, axis, STEP), delta).value
        down = task.expand(shifted(theta, axis, -STEP), delta).value
        np.testing.assert_allclose(
            gradient[:, axis], (up - down) / (2 * STEP), rtol=1e-4, atol=1e-6
        )


@every_form
def test_the_hessian_is_that_of_the_gradient(form: Form) -> None:
    task, theta = around_the_starts(form)
    hessian = task.expand(theta, np.inf).hessian
    np.testing.assert_allclose(hessian, hessian.transpose(0, 2, 1), rtol=1e-12)
    for axis in range(theta.shape[1]):
        up = task.expand(shifted(theta, axis, STEP), np.inf).gradient
        down = task.expand(shifted(theta, axis, -STEP), np.inf).gradient
        np.testing.assert_allclose(hessian[:, axis], (up - down) / (2 * STEP), rtol=1e-4, atol=1e-5)


@every_form
def test_a_small_move_changes_the_residuals_as_foretold(form: Form) -> None:
    task, theta = around_the_starts(form)
    model, parts, move = task.model, task.model.at(theta), np.full_like(theta, 1e-7)
    np.testing.assert_allclose(
        model.at(theta + move)[0] - parts[0], model.moved(parts, move), atol=1e-10
    )


@every_form
def test_the_majorising_hessian_is_never_indefinite(form: Form) -> None:
    task, theta = around_the_starts(form)
    hessian = expand(theta, task.model, None, 0.01).metric
    least = np.linalg.eigvalsh(hessian)
    assert (least[:, 0] >= -1e-12 * least[:, -1]).all()


@every_form
def test_a_model_foretells_what_its_law_foretells(form: Form) -> None:
    points = obeying(form, runs=40, noise=0.02)
    model = FORMS[form].model(points, variable_of(form))
    theta = FORMS[form].starts(model, 3)
    laws = FORMS[form].law(
        *(each[:, None] for each in FORMS[form].constants(theta, model)), variable=variable_of(form)
    )
    np.testing.assert_allclose(model.at(theta)[0] + model.z, np.log(laws.at(points)), atol=1e-10)


@every_form
def test_a_plane_holds_its_constant(form: Form) -> None:
    points = obeying(form, runs=40, noise=0.02)
    model = FORMS[form].model(points, variable_of(form))
    theta = FORMS[form].starts(model, 1)[0]
    constants = FORMS[form].constants(theta, model)
    for name, value in zip(NEEDS[form].constants, constants, strict=True):
        normal, level = FORMS[form].hold(name, float(value), model)
        if form != "bnsl2":  # its breaks may have been put in order
            assert theta @ normal == pytest.approx(level, abs=1e-8)
