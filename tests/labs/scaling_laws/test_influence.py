import numpy as np
import pytest

from labs.scaling_laws.fitting import fit
from labs.scaling_laws.influence import least_loss, leave_one_out
from labs.scaling_laws.needs import Form
from tests.labs.scaling_laws.forms import obeying
from tests.labs.scaling_laws.worlds import with_outliers, world

BUDGET = 1e24


@pytest.mark.parametrize(
    ("form", "loss"),
    [("chinchilla", "huber"), ("chinchilla", "squared"), ("kaplan", "huber"),
     ("general", "squared"), ("power_floor", "lad")],
)  # fmt: skip
def test_leaving_a_run_out_is_refitting_without_it(form: Form, loss: str) -> None:
    points = obeying(form, runs=30, noise=0.002)
    found = fit(points, form, loss)  # type: ignore[arg-type]
    told = leave_one_out(points, found, BUDGET)
    for i in (0, 7, 29):
        again = fit(points.where(np.arange(30) != i), form, loss)  # type: ignore[arg-type]
        # A flat valley is walked to its end by the objective, not by each constant.
        for name, value in again.constants.items():
            assert told.constants[name][i] + found.constants[name] == pytest.approx(value, rel=2e-3)
        if found.law.has_optimum():
            assert told.exponent[i] == pytest.approx(again.exponent - found.exponent, abs=1e-4)
        change = np.log(least_loss(again.law, np.array([BUDGET])))
        change -= np.log(least_loss(found.law, np.array([BUDGET])))
        assert told.loss[i] == pytest.approx(change[0], abs=1e-5)


def test_the_wild_run_has_the_most_say() -> None:
    points = with_outliers(world(runs=30, noise=0.003), every=30, by=0.2)
    told = leave_one_out(points, fit(points, loss="squared"), BUDGET)
    assert np.abs(told.exponent).argmax() == 0
    assert np.abs(told.loss).argmax() == 0


def test_a_run_that_the_law_cannot_spare_has_no_influence_told() -> None:
    points = world(runs=6, noise=0.003, seed=1)
    told = leave_one_out(points, fit(points))
    assert len(told.exponent) == 6
    assert np.isnan(told.loss).all()


def test_a_law_of_size_alone_knows_no_loss_for_a_budget() -> None:
    points = obeying("power", runs=20, noise=0.01)
    assert np.isnan(leave_one_out(points, fit(points, "power", variable="N"), BUDGET).loss).all()
