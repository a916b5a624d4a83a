import numpy as np

from labs.scaling_laws.bootstrap import Bootstraps, bootstrap
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.identification import identified
from labs.scaling_laws.points import Points
from tests.labs.scaling_laws.forms import obeying
from tests.labs.scaling_laws.worlds import world


def test_a_good_sweep_identifies_its_exponents() -> None:
    points = world(runs=120, noise=0.003)
    found, draws = fit(points), bootstrap(points, draws=200)
    for name in ("E", "alpha", "beta", "exponent"):
        assert identified(found, draws, name) is None


def test_an_interval_of_more_than_a_decade_is_not_identified() -> None:
    points = world(runs=30, noise=0.05)
    found, draws = fit(points), bootstrap(points, draws=200)
    reason = identified(found, draws, "A")
    assert reason is not None
    assert reason.startswith("the 95% interval of A runs from")
    assert reason.endswith("more than a decade")


def test_a_floor_at_nought_is_at_its_bound() -> None:
    points = obeying("power", runs=40, noise=0.003)
    found = fit(points, "power_floor")
    assert found.bounded == ("E",)
    draws = bootstrap(points, draws=64, form="power_floor")
    assert "leaves E at its bound" in (identified(found, draws, "E") or "")


def test_few_resamples_identify_nothing() -> None:
    found = fit(world())
    few = Bootstraps(np.full((10, 5), 0.3))
    reason = "only 10 of 10 resamples tell alpha; 40 are needed"
    assert identified(found, few, "alpha") == reason


def test_without_excess_parameters_r_n_is_not_identified() -> None:
    points = obeying("data_constrained", runs=60, noise=0.003)
    N = points.N / 1e4  # far below the best size for any of the data
    loss = 1.87 + 521 / N**0.353 + 1488 / points.D**0.34
    small = Points.of(N, points.D, loss, unique=np.minimum(points.D, points.unique * 2))
    found = fit(small, "data_constrained", "squared")
    draws = bootstrap(small, draws=64, form="data_constrained", loss="squared")
    assert len(draws.names) == 7
    assert found.constants["alpha"] > 0
