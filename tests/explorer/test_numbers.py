import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.catalog.templatetags.numbers import (
    figures,
    figures_data,
    human,
    human_data,
    percent,
    power,
    power_data,
    signed_percent,
)
from explorer.catalog.templatetags.tables import rows
from labs.scaling_laws.events import Frontier

positive = st.floats(1e-12, 1e30, allow_nan=False)


def plain(text):
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "reading"),
    [
        (0, "0"), (7, "7.00"), (999.6, "1.00 k"), (1234, "1.23 k"), (67.4e9, "67.4 B"),
        (1.5e12, "1.50 T"), (999_999, "1.00 M"), (0.0123, "0.0123"), (3e17, "3.00 × 10¹⁷"),
    ],
)  # fmt: skip
def test_counts_are_read_in_the_largest_unit_that_fits(value, reading):
    assert plain(human(value)) == reading


@pytest.mark.parametrize(
    ("value", "reading"),
    [(5.754e23, "5.75 × 10²³"), (9.999e20, "1.00 × 10²¹"), (0.00021, "2.10 × 10⁻⁴"), (0, "0")],
)
def test_large_numbers_are_powers_of_ten(value, reading):
    assert plain(power(value)) == reading


def test_significant_figures_keep_their_zeros_and_use_a_real_minus():
    assert figures(1.8172, 4) == "1.817"
    assert figures(2085.43, 4) == "2085"
    assert figures(482010, 3) == "482000"
    assert figures(0.3, 3) == "0.300"
    assert figures(-1.5, 2) == "−1.5"
    assert figures(2.58e179) == "2.58\u202f×\u202f10¹⁷⁹"
    assert figures(-2e-9, 1) == "−2\u202f×\u202f10⁻⁹"


def test_infinity_and_nan_are_words_rather_than_crashes():
    assert figures(math.inf) == "∞"
    assert figures(-math.inf) == "−∞"
    assert power(math.nan) == "not a number"


def test_percentages_show_their_sign_when_asked():
    assert plain(percent(0.0131)) == "1.3 %"
    assert plain(signed_percent(0.0041)) == "+0.41 %"
    assert plain(signed_percent(-0.02)) == "−2.0 %"
    assert plain(signed_percent(0.0)) == "±0 %"


def test_data_keeps_six_digits_beside_the_reading():
    assert figures_data(1.23456789) == '<data value="1.23457">1.23</data>'
    assert 'value="5.7544e23"' in power_data(5.754399e23)
    assert plain(human_data(44e6)) == '<data value="4.4e7">44.0 M</data>'


@given(positive)
def test_a_power_of_ten_has_one_digit_before_its_point(value):
    mantissa = plain(power(value)).split(" ")[0]
    assert 1 <= float(mantissa) < 10


@given(positive)
def test_no_reading_falls_back_to_the_computers_notation(value):
    assert "e" not in human(value) + power(value) + figures(value)


def test_columns_become_rows_and_an_empty_column_reads_as_none():
    frontier = Frontier(compute=(1, 2), parameters=(3, 4), tokens=(5, 6), loss=(7, 8))
    assert list(rows(frontier, "compute loss loss_low")) == [
        {"compute": 1, "loss": 7, "loss_low": None},
        {"compute": 2, "loss": 8, "loss_low": None},
    ]
