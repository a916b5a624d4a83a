import numpy as np
import pytest

from labs.scaling_laws.fitting import fit
from labs.scaling_laws.frontier import budgets
from labs.scaling_laws.holdout import Parted
from labs.scaling_laws.points import Points, PointsError
from tests.labs.scaling_laws.worlds import world

POINTS = world(runs=100)


def test_the_runs_with_the_most_compute_are_held_out() -> None:
    parted = Parted.at(POINTS, 0.2)
    assert (len(parted.within), len(parted.beyond)) == (80, 20)
    assert parted.within.C.max() == parted.threshold < parted.beyond.C.min()


def test_nothing_may_be_held_out() -> None:
    parted = Parted.at(POINTS, 0)
    assert (len(parted.within), len(parted.beyond)) == (100, 0)


def test_a_law_that_runs_away_foretells_nothing() -> None:
    N, D = np.repeat([5e7, 1e8, 2e8, 4e8], 3), np.tile([1e9, 2e9, 4e9], 4)
    loss = 1.8 + 480 / N**0.35 + 2000 / D**0.36
    loss[6] = 1e6
    with pytest.raises(PointsError, match="foretells no finite loss for the larger ones"):
        Parted.at(Points.of(N, D, loss), 0.5).fit("squared")


def test_runs_of_one_budget_stay_together() -> None:
    N = np.tile([1e8, 2e8, 4e8, 8e8], 5)
    C = np.repeat([1e18, 1e19, 1e20, 1e21, 1e22], 4)
    points = Points.of(N, C / 6 / N, np.linspace(4, 2, 20), C)
    assert len(Parted.at(points, 0.3).beyond) == 4


def test_without_noise_small_runs_foretell_large_ones() -> None:
    points = world(runs=100, noise=0)
    parted = Parted.at(points, 0.5)
    tested = parted.test(parted.fit("huber"), budgets(points.C, 1e24))
    assert tested.rmsle == pytest.approx(0, abs=1e-6)
    assert tested.points == 50


def test_the_test_never_sees_the_runs_that_it_tests() -> None:
    parted = Parted.at(POINTS, 0.3)
    changed = Points.of(POINTS.N, POINTS.D, np.where(parted.threshold < POINTS.C, 9, POINTS.loss))
    spoiled = Parted.at(changed, 0.3)
    assert spoiled.fit("huber") == parted.fit("huber")
    tested = spoiled.test(spoiled.fit("huber"), budgets(POINTS.C, 1e24))
    assert tested.bias is not None
    assert tested.bias < -1
    assert fit(changed).E != fit(POINTS).E


def test_too_few_runs_to_fit_are_refused() -> None:
    with pytest.raises(PointsError, match="needs at least 6"):
        Parted.at(world(runs=12), 0.6).fit("huber")
