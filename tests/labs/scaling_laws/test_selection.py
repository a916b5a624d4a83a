import numpy as np
import pytest

from labs.scaling_laws.fitting import fit
from labs.scaling_laws.selection import information
from tests.labs.scaling_laws.worlds import with_outliers, world

POINTS = world(runs=40, noise=0.01)


def test_aicc_and_bic_are_what_their_formulas_give_by_hand() -> None:
    squared = fit(POINTS, loss="squared")
    told = information(POINTS, squared)
    n, k = 40, 6  # E, A, B, alpha, beta and the variance
    log_likelihood = -0.5 * n * (np.log(2 * np.pi * squared.objective / n) + 1)
    assert told.unknowns == k
    assert told.bic == pytest.approx(k * np.log(n) - 2 * log_likelihood)
    assert told.aicc == pytest.approx(2 * k - 2 * log_likelihood + 2 * k * (k + 1) / (n - k - 1))
    assert told.rmsle == pytest.approx(np.sqrt(squared.objective / n))


def test_the_robust_loss_of_the_fit_has_no_say() -> None:
    wild = with_outliers(POINTS)
    assert information(wild, fit(wild, loss="lad")) == information(wild, fit(wild, loss="squared"))


def test_a_form_that_fits_as_well_with_fewer_constants_wins() -> None:
    prices = {
        form: information(POINTS, fit(POINTS, form))
        for form in ("chinchilla", "general", "kaplan", "power")
    }
    assert min(prices, key=lambda form: prices[form].bic) == "chinchilla"
    assert prices["general"].rmsle <= prices["chinchilla"].rmsle


def test_too_few_runs_have_no_aicc() -> None:
    few = world(runs=7, noise=0.01, seed=3)
    assert information(few, fit(few)).aicc is None
