"""Round numbers on axes: a few, told apart, where they belong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.catalog.axes import Linear, spanning
from explorer.catalog.templatetags.numbers import NARROW


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (1.4, 4, ["1.5", "2.0", "3.0"]),
        (5, 40, ["5", "10", "20"]),
        (0.3, 300, ["1", "10", "100"]),
        (3.01, 3.04, ["3.01", "3.02", "3.03", "3.04"]),
    ],
)
def test_numbers_on_a_logarithmic_axis_are_written_as_one_would(
    low: float, high: float, labels: list[str]
):
    assert [tick.label for tick in spanning([low, high], 0, 100, 0.04).ticks] == labels


@given(st.floats(1e-6, 1e12), st.floats(1.001, 1e9))
def test_every_logarithmic_axis_has_a_few_numbers_in_order_within_it(low: float, times: float):
    axis = spanning([low, low * times], 400, 0, 0.02)
    at = [tick.at for tick in axis.ticks]
    assert 2 <= len(at) <= 13
    assert at == sorted(at, reverse=True)
    assert 0 <= at[-1] <= at[0] <= 400
    assert len({tick.label for tick in axis.ticks}) == len(at)


def test_powers_of_ten_stand_where_their_logarithm_is():
    axis = spanning([1e8, 1e15], 0, 700, 0)
    assert [tick.label for tick in axis.powers] == ["10⁸", "10¹⁰", "10¹²", "10¹⁴"]
    assert [tick.at for tick in axis.powers] == pytest.approx([0, 200, 400, 600])


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (1e10, 6e10, ["10¹⁰", "2×10¹⁰", "5×10¹⁰"]),
        (6e9, 3e11, ["10¹⁰", "2×10¹⁰", "5×10¹⁰", "10¹¹", "2×10¹¹"]),
    ],
)
def test_a_short_axis_marks_numbers_between_powers(low: float, high: float, labels: list[str]):
    told = [tick.label.replace(NARROW, "") for tick in spanning([low, high], 0, 700, 0).powers]
    assert told == labels


@given(
    low=st.floats(-1e12, 1e12),
    span=st.floats(1e-3, 1e12),
)
def test_a_linear_axis_names_a_few_round_numbers(low: float, span: float):
    axis = Linear(low, max(low + span, low + abs(low) / 1000), 0, 100)
    assert 2 <= len(axis.ticks) <= 8
    assert all(-1 <= tick.at <= 101 for tick in axis.ticks)
    assert len({tick.label for tick in axis.ticks}) == len(axis.ticks)
