"""The low-rank example: its published deltas by arithmetic, and what the laws make of them."""

import math

import pytest

from labs.scaling_laws.law import PUBLISHED, Law
from labs.scaling_laws.low_rank import (
    COMPUTE,
    FIGURES,
    PARAMETERS,
    PERPLEXITY,
    TIME,
    Figure,
    foretold,
    nats_lost,
    verdict,
)


@pytest.mark.parametrize(
    ("figure", "change"),
    [(COMPUTE, -0.210), (TIME, -0.142), (PARAMETERS, -0.242), (PERPLEXITY, 0.032)],
    ids=lambda each: each.name if isinstance(each, Figure) else "",
)
def test_the_changes_are_those_that_the_figures_give(figure: Figure, change: float) -> None:
    assert round(figure.change, 3) == change


def test_three_per_cent_of_perplexity_are_0316_nats() -> None:
    assert nats_lost() == pytest.approx(0.0316, abs=5e-5)
    assert math.exp(nats_lost()) == pytest.approx(1 + PERPLEXITY.change)


def test_every_figure_says_where_it_is_from_and_that_it_was_not_checked() -> None:
    for figure in FIGURES:
        assert "arXiv:2406.16450" in figure.source
        assert ("(unconfirmed)" in figure.source) is not figure.confirmed


@pytest.mark.parametrize("law", PUBLISHED.values(), ids=PUBLISHED)
def test_a_smaller_dense_model_would_have_lost_as_much(law: Law) -> None:
    smaller, _, best = foretold(law)
    assert abs(smaller.measured_over) < 0.0015
    assert 0.001 < best.measured_over < 0.005


@pytest.mark.parametrize("law", PUBLISHED.values(), ids=PUBLISHED)
def test_what_it_foretells_is_what_the_law_says(law: Law) -> None:
    smaller, shorter, best = foretold(law)
    D = 2.10e20 / 6 / 1.3e9
    assert smaller.nats == pytest.approx(law.A * (985e6**-law.alpha - 1.3e9**-law.alpha))
    assert shorter.nats == pytest.approx(law.B * D**-law.beta * ((2.10 / 1.66) ** law.beta - 1))
    assert 0 < best.nats < max(smaller.nats, shorter.nats)
    for each in foretold(law):
        assert each.measured_over == pytest.approx(nats_lost() - each.nats)


def test_the_verdict_says_both_numbers_and_which_is_more() -> None:
    said = verdict(PUBLISHED["epoch"])
    assert "lost 0.0316 nats" in said
    assert "0.0014 less than the first" in said
    assert "0.0040 more than the third" in said
