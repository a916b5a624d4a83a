import pytest

from labs.scaling_laws.columns import recognise
from labs.scaling_laws.numerals import unit_factor


@pytest.mark.parametrize(
    ("header", "quantity", "factor"),
    [
        ("N", "N", 1), ("# params", "N", 1), ("MODEL SIZE", "N", 1), ("n_params", "N", 1),
        ("Parameters (millions)", "N", 1e6), ("params in billions", "N", 1e9),
        ("N [Mio.]", "N", 1e6),
        ("model_size_B", "N", 1e9), ("N (10^6)", "N", 1e6), ("nonEmbeddingParams", "N", 1),
        ("D in Mrd", "D", 1e9), ("Training-Tokens", "D", 1), ("tokens (T)", "D", 1e12),
        ("FLOPs", "C", 1), ("Training FLOP", "C", 1), ("compute (EFLOP)", "C", 1e18),
        ("PF-days", "C", 8.64e19), ("petaflop/s-days", "C", 8.64e19), ("C (1e18 FLOP)", "C", 1e18),
        ("training compute in PFLOP/s-days", "C", 8.64e19), ("zettaFLOP", "C", 1e21),
    ],
)  # fmt: skip
def test_a_column_is_known_by_name_and_unit(header: str, quantity: str, factor: float) -> None:
    others = [name for name in ("N", "D", "C") if name != quantity]
    found = recognise([header, *others, "loss"])
    column = next(each for each in found.columns if each.quantity == quantity)
    assert (column.header, column.factor) == (header, pytest.approx(factor))


@pytest.mark.parametrize("header", ["tokens per parameter", "log N", "learning rate", "N (km)", ""])
def test_other_columns_are_left_alone(header: str) -> None:
    positions = {each.position for each in recognise([header, "N", "D", "loss"]).columns}
    assert positions == {1, 2, 3}


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [("PF-days", "N"), ("B", "C"), ("%", "loss"), ("days", "C"), ("bits", "loss")],
)
def test_a_unit_of_something_else_is_none(unit: str, quantity: str) -> None:
    assert unit_factor(unit, quantity) is None
