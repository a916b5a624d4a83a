"""The three approaches: against laws whose exponent is known, and where they must decline."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.scaling_laws.approaches import (
    envelope,
    isoflop,
    parabola_bias,
    parametric,
    side_by_side,
)
from labs.scaling_laws.bootstrap import bootstrap
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.law import PUBLISHED, Law
from labs.scaling_laws.layouts import layout_of, profiles_of
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.recorded import recorded
from labs.scaling_laws.simulate import simulated
from tests.labs.scaling_laws.grids import BUDGETS, along_curves, of_sizes, on_budgets, strayed
from tests.labs.scaling_laws.worlds import EPOCH, WORLDS

LEANING = Law(E=1.8, A=60, B=2e5, alpha=0.2, beta=0.5)


@pytest.mark.parametrize("law", PUBLISHED.values(), ids=PUBLISHED)
def test_parabolas_on_a_grid_around_each_optimum_find_a_to_five_digits(law: Law) -> None:
    found = isoflop(on_budgets(law))
    assert found.a == pytest.approx(law.exponent, abs=1e-5)
    assert found.b == pytest.approx(1 - law.exponent, abs=1e-5)
    assert len(found.optima) == len(BUDGETS)


def test_a_narrow_grid_finds_the_optimum_itself() -> None:
    found = isoflop(on_budgets(EPOCH, decades=0.1))
    N, D = EPOCH.optimum(BUDGETS)
    np.testing.assert_allclose([each.N for each in found.optima], N, rtol=1e-3)
    np.testing.assert_allclose([each.D for each in found.optima], D, rtol=1e-3)
    np.testing.assert_allclose([each.loss for each in found.optima], EPOCH.predict(N, D), rtol=1e-6)


def test_its_power_law_runs_through_the_minima() -> None:
    found = isoflop(on_budgets(EPOCH))
    assert found.a
    assert found.b
    assert found.N_coefficient
    assert found.D_coefficient
    for each in found.optima:
        assert found.N_coefficient * each.budget**found.a == pytest.approx(each.N, rel=1e-3)
        assert found.D_coefficient * each.budget**found.b == pytest.approx(each.D, rel=1e-3)
        assert pytest.approx(each.budget) == 6 * each.N * each.D


def test_a_parabola_holds_what_a_picture_needs() -> None:
    parabola = isoflop(on_budgets(EPOCH, sizes=7)).parabolas[0]
    assert parabola.budget == pytest.approx(BUDGETS[0])
    drawn = (
        parabola.loss + parabola.curvature * (np.log(parabola.sizes) - np.log(parabola.vertex)) ** 2
    )
    assert len(parabola.sizes) == len(parabola.losses) == 7
    np.testing.assert_allclose(drawn, parabola.losses, rtol=0.01)
    assert parabola.curvature > 0
    assert not parabola.why


def test_each_minimum_has_its_parabola() -> None:
    for found in (isoflop(recorded()), isoflop(simulated("epoch", 240, 0.03, 0))):
        best = [each.N for each in found.optima]
        assert [each.vertex for each in found.used] == pytest.approx(best)
    assert len(found.used) < len(found.parabolas), "some have no minimum at a noise of 3 %"


def test_a_least_squares_parabola_agrees_with_numpys() -> None:
    points = on_budgets(EPOCH, sizes=9, noise=0.01)
    for parabola in isoflop(points).parabolas:
        h, q, p = np.polyfit(np.log(parabola.sizes), parabola.losses, 2)
        assert parabola.curvature == pytest.approx(h, rel=1e-6)
        assert np.log(parabola.vertex) == pytest.approx(-q / (2 * h), rel=1e-6)
        assert parabola.loss == pytest.approx(p - q * q / (4 * h), rel=1e-6)


def test_a_wide_grid_misses_every_optimum_alike_where_alpha_is_not_beta() -> None:
    """A known bias of the method: the loss is steeper on one side, and a parabola is not."""
    best, _ = LEANING.optimum(BUDGETS)
    narrow, wide, wide_off = (
        np.log(
            [each.N for each in isoflop(on_budgets(LEANING, decades=span, off=off)).optima] / best
        )
        for span, off in ((0.1, 0.0), (0.8, 0.0), (0.8, -1.2))
    )
    assert np.abs(narrow).max() < 2e-3
    assert np.abs(wide).min() > 0.1
    assert np.ptp(wide) < 1e-5  # so a is right, and N* is not
    assert np.abs(wide_off - wide).min() > 0.05


def test_one_list_of_sizes_for_all_budgets_biases_a() -> None:
    fixed = of_sizes(LEANING, np.geomspace(3e6, 3e11, 12))
    alike = on_budgets(LEANING)
    assert abs(parabola_bias(fixed, LEANING)) > 0.01  # type: ignore[arg-type]
    assert abs(parabola_bias(alike, LEANING)) < 1e-5  # type: ignore[arg-type]
    assert fit(fixed).exponent == pytest.approx(LEANING.exponent, abs=1e-6)


def test_curves_are_read_between_their_marks_and_never_beyond() -> None:
    points = along_curves(EPOCH)
    profiles = profiles_of(points, 12)
    N = np.exp(profiles.ln_N)
    C = np.exp(profiles.budgets[profiles.at])
    np.testing.assert_allclose(profiles.loss, EPOCH.predict(N, C / 6 / N), rtol=3e-4)
    for size in np.unique(points.N):
        own = points.C[size == points.N]
        read = C[np.isclose(N, size)]
        assert (read >= own.min() * (1 - 1e-9)).all()
        assert (read <= own.max() * (1 + 1e-9)).all()


@pytest.mark.parametrize("law", PUBLISHED.values(), ids=PUBLISHED)
def test_curves_find_a_to_two_digits(law: Law) -> None:
    points = along_curves(law)
    assert layout_of(points) == "curves"
    assert isoflop(points).a == pytest.approx(law.exponent, abs=0.006)
    assert envelope(points).a == pytest.approx(law.exponent, abs=0.03)


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_scattered_runs_are_gathered_in_bands(noise: float) -> None:
    found = [isoflop(simulated("epoch", 240, noise, seed)).a for seed in range(10)]
    assert layout_of(simulated("epoch", 240, noise, 0)) == "scattered"
    assert np.mean(found) == pytest.approx(EPOCH.exponent, abs=0.01)


def test_the_envelope_of_scattered_runs_finds_a_on_average() -> None:
    found = [envelope(simulated("epoch", 240, 0.003, seed)).a for seed in range(20)]
    assert np.mean(found) == pytest.approx(EPOCH.exponent, abs=0.02)


def test_the_envelope_holds_the_run_of_least_loss_at_each_budget() -> None:
    points = on_budgets(EPOCH, sizes=9, noise=0.002)
    for each in envelope(points).optima:
        rivals = np.isclose(points.C, each.budget)
        assert each.loss == points.loss[rivals].min()


def test_a_best_run_that_is_the_smallest_or_the_largest_is_not_trusted() -> None:
    points = on_budgets(EPOCH, off=3.0)  # all are too large
    assert not envelope(points).optima
    assert "smaller and larger" in envelope(points).why
    found = isoflop(points)
    assert found.a is None
    assert "outside the sizes that were trained" in found.why
    assert all(parabola.why for parabola in found.parabolas)


def test_losses_that_bend_downwards_have_no_minimum() -> None:
    points = on_budgets(EPOCH, sizes=5)
    found = isoflop(Points.of(points.N, points.D, 5 - points.loss, points.C))
    assert "bend downwards" in found.why
    assert found.parabolas[0].curvature < 0


def test_two_budgets_are_too_few() -> None:
    found = isoflop(on_budgets(EPOCH, budgets=BUDGETS[:2]))
    assert "needs 3" in found.why


def test_a_handful_of_scattered_runs_cannot_be_compared() -> None:
    found = isoflop(simulated("epoch", 12, 0.01, 0))
    assert "share no budgets" in found.why
    assert found.a is None


def test_the_recorded_sweep_says_which_approaches_it_bears() -> None:
    first, second, third = side_by_side(recorded(), fit(recorded()), draws=200)
    assert first.a is not None
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.a < first.high
    assert second.a is not None
    assert second.low is not None
    assert second.high is not None
    assert second.low < second.a < second.high
    assert third.a == fit(recorded()).exponent


def test_seeds_of_one_size_are_runs_of_their_own() -> None:
    profiles = profiles_of(recorded(), 12)
    assert profiles.runs == 16
    assert len(np.unique(profiles.ln_N)) == 8


def test_the_interval_holds_the_truth_and_names_its_level() -> None:
    inside = 0
    for seed in range(40):
        found = isoflop(on_budgets(EPOCH, sizes=11, noise=0.005, seed=seed), draws=200, level=0.8)
        assert found.level == 0.8
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= EPOCH.exponent <= found.high
    assert 22 <= inside <= 39  # of 40, where 32 are due


def test_equal_seeds_give_equal_intervals() -> None:
    points = on_budgets(EPOCH, noise=0.01)
    one, same, other = (isoflop(points, draws=100, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one.low != other.low


def test_without_draws_there_is_no_interval() -> None:
    found = envelope(on_budgets(EPOCH))
    assert (found.low, found.high, found.level) == (None, None, None)


@pytest.mark.parametrize("law", WORLDS.values(), ids=WORLDS)
def test_the_third_restates_the_fitted_law(law: Law) -> None:
    points = on_budgets(law)
    found = parametric(points, fit(points))
    assert found.a == pytest.approx(law.exponent, abs=1e-6)
    assert found.N_coefficient
    assert found.a
    N, _ = law.optimum(np.array([1e20]))
    assert found.N_coefficient * 1e20**found.a == pytest.approx(N[0], rel=1e-4)


def test_the_third_takes_its_interval_from_the_fits_own_bootstrap() -> None:
    points = on_budgets(EPOCH, sizes=7, noise=0.01)
    draws = bootstrap(points, 100)
    found = parametric(points, fit(points), draws, level=0.8)
    assert (found.low, found.high) == draws.interval("exponent", 0.8)


def test_the_third_speaks_of_every_form_that_has_a_best_size() -> None:
    points = recorded()
    for form in ("kaplan", "general"):
        fitted = fit(points, form=form)
        assert parametric(points, fitted).a == pytest.approx(fitted.exponent)
    assert "of both N and D" in parametric(points, fit(points, form="power")).why


def test_without_a_fit_the_third_says_so() -> None:
    assert "no law was fitted" in parametric(on_budgets(EPOCH), None).why


def test_compute_that_is_not_six_n_d_is_taken_at_its_word() -> None:
    plain = on_budgets(EPOCH)
    dear = Points.of(plain.N, plain.D, plain.loss, 7 * plain.N * plain.D)
    found = isoflop(dear)
    for each in found.optima:
        assert pytest.approx(each.budget) == 7 * each.N * each.D


def test_a_budget_that_no_curve_reaches_is_left_out() -> None:
    """Three small models trained briefly and three large ones at length leave a gap between."""
    N = np.repeat([1e6, 1.1e6, 1.2e6, 1e9, 1.1e9, 1.2e9], 4)
    D = np.concatenate([np.tile(first * 2.0 ** np.arange(4), 3) for first in (1e9, 1e11)])
    points = strayed(EPOCH, N, D)
    assert layout_of(points) == "curves"
    profiles = profiles_of(points, 24)
    assert len(profiles.budgets) < 24
    assert set(profiles.at) == set(range(len(profiles.budgets)))
    assert all(each.why or each.optima for each in side_by_side(points, fit(points)))


def test_an_interpolated_loss_stays_between_its_marks() -> None:
    points = along_curves(EPOCH)
    wild = Points.of(points.N, points.D, points.loss * 10 ** (points.N % 7))
    profiles = profiles_of(wild, 24)
    assert profiles.loss.min() >= wild.loss.min()
    assert profiles.loss.max() <= wild.loss.max() * (1 + 1e-12)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    sizes=st.integers(1, 12),
    tokens=st.integers(1, 12),
    decades=st.floats(0.1, 12),
    wild=st.floats(0, 12),
)
def test_whatever_the_runs_it_answers_or_says_why(
    seed: int, sizes: int, tokens: int, decades: float, wild: float
) -> None:
    rng = np.random.default_rng(seed)
    N, D = (10 ** rng.uniform(0, decades, count) for count in (sizes, tokens))
    try:
        points = Points.of(rng.choice(N, 40), rng.choice(D, 40), 10 ** rng.uniform(-wild, wild, 40))
    except PointsError:
        return
    for each in side_by_side(points, draws=20)[:2]:
        assert bool(each.why) == (each.a is None)
        assert len(each.used) == len(each.optima) or each.number == 1 or each.why
        numbers = [each.a, each.b, each.N_coefficient, each.D_coefficient, each.low, each.high]
        assert np.isfinite([number for number in numbers if number is not None]).all()
