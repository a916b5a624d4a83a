"""Published laws in their own units, and the two classic ways to misread them."""

import numpy as np
import pytest

from labs.scaling_laws.law import PUBLISHED
from labs.scaling_laws.numerals import PF_DAY
from labs.scaling_laws.published import (
    OVERLAYS,
    Additive,
    Kaplan,
    Overlay,
    effect,
    misread_unit,
    rounded,
    rounding,
)

GOPHER = 5.76e23
BUDGETS = np.geomspace(1e18, 1e25, 15)


@pytest.mark.parametrize("overlay", OVERLAYS.values(), ids=OVERLAYS)
def test_each_law_grows_its_best_size_with_its_exponent(overlay: Overlay) -> None:
    N, D, loss = overlay.law.frontier(BUDGETS)
    slope = np.polyfit(np.log(BUDGETS), np.log(N), 1)[0]
    assert slope == pytest.approx(overlay.law.exponent, abs=1e-9)
    np.testing.assert_allclose(6 * N * D, BUDGETS, rtol=1e-12)
    assert (np.diff(loss) < 0).all()


@pytest.mark.parametrize("overlay", OVERLAYS.values(), ids=OVERLAYS)
def test_each_says_its_units_its_source_and_what_not_to_compare(overlay: Overlay) -> None:
    assert {chip.quantity for chip in overlay.chips} == {"compute", "parameters", "loss"}
    assert overlay.url.startswith("https://arxiv.org/abs/")
    assert overlay.source
    assert "not comparable" in overlay.remark


def test_no_constant_is_written_twice() -> None:
    for name, law in PUBLISHED.items():
        assert OVERLAYS[name].law == Additive(law)


def test_kaplan_spends_one_pf_day_as_the_paper_says() -> None:
    N, _, loss = Kaplan().frontier(np.array([PF_DAY]))
    assert PF_DAY == 8.64e19
    assert N[0] == pytest.approx(1.3e9)
    assert loss[0] == pytest.approx(3.1e8**0.05)


def test_kaplans_other_two_laws_are_one_nat_at_their_constants() -> None:
    law = Kaplan()
    assert law.of_size(np.array([8.8e13])) == 1
    assert law.of_data(np.array([5.4e13])) == 1
    assert law.of_size(np.array([1e9])) == pytest.approx(8.8e4**0.076)
    assert law.of_data(np.array([1e9])) == pytest.approx(5.4e4**0.095)


def test_kaplan_wants_larger_models_than_hoffmann_for_large_budgets() -> None:
    found = effect(OVERLAYS["epoch"].law, OVERLAYS["kaplan"].law, GOPHER)
    assert found.N_factor > 10
    assert found.D_factor == pytest.approx(1 / found.N_factor)


def test_flop_put_in_for_pf_days_is_off_by_fourteen_orders_of_magnitude() -> None:
    found = misread_unit(1e21)
    assert found.N_factor == pytest.approx(8.64e19**0.73)
    assert 14 < np.log10(found.N_factor) < 15
    assert found.loss_added < -2  # it promises a tenth of the loss


def test_rounding_turns_hoffmanns_source_into_what_was_printed() -> None:
    assert rounded(PUBLISHED["hoffmann_unrounded"]) == PUBLISHED["hoffmann"]


def test_rounding_moves_the_best_size_more_than_anyone_would_guess() -> None:
    found = rounding(PUBLISHED["hoffmann_unrounded"], GOPHER)
    assert 0.7 < found.N_factor < 0.9
    assert found.D_factor == pytest.approx(1 / found.N_factor)
    assert rounding(PUBLISHED["hoffmann_unrounded"], GOPHER, decimals=6).N_factor == 1
