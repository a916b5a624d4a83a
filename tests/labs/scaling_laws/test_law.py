import numpy as np
import pytest

from labs.scaling_laws.law import PUBLISHED, Law
from tests.labs.scaling_laws.worlds import WORLDS

BUDGETS = np.geomspace(1e17, 1e26, 7)


@pytest.mark.parametrize("law", WORLDS.values(), ids=WORLDS)
def test_the_optimum_spends_the_whole_budget(law: Law) -> None:
    N, D = law.optimum(BUDGETS)
    np.testing.assert_allclose(6 * N * D, BUDGETS, rtol=1e-12)


@pytest.mark.parametrize("law", WORLDS.values(), ids=WORLDS)
def test_no_other_size_has_a_lower_loss_for_the_budget(law: Law) -> None:
    N, _ = law.optimum(BUDGETS)
    factors = np.geomspace(0.1, 10, 201)[:, None]  # its middle is 1
    losses = law.predict(N * factors, BUDGETS / 6 / (N * factors))
    assert (losses.argmin(0) == 100).all()


@pytest.mark.parametrize(
    ("name", "exponent"),
    [("hoffmann", 0.452), ("hoffmann_unrounded", 0.4565), ("epoch", 0.5126)],
)
def test_published_constants_give_the_published_exponent(name: str, exponent: float) -> None:
    assert PUBLISHED[name].exponent == pytest.approx(exponent, abs=5e-4)


def test_the_best_size_grows_with_the_exponent() -> None:
    law = PUBLISHED["epoch"]
    N, _ = law.optimum(np.array([1e20, 1e24]))
    assert np.log(N[1] / N[0]) / np.log(1e4) == pytest.approx(law.exponent)


def test_a_law_with_a_rising_term_has_no_optimum() -> None:
    assert not Law(E=1.7, A=400, B=400, alpha=-0.01, beta=0.3).has_optimum()
