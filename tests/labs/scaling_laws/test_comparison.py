import pytest

from labs.scaling_laws.comparison import like
from labs.scaling_laws.events import Judged

ROWS = [
    Judged(form="power", constants=2, aicc=50.0),
    Judged(form="kaplan", constants=4, aicc=11.5),
    Judged(form="chinchilla", constants=5, aicc=10.0),
    Judged(form="general", constants=6, aicc=13.4),
    Judged(form="bnsl2", constants=9, aicc=None),
]


@pytest.mark.parametrize(
    ("form", "simpler"),
    [
        ("power", ""),
        ("kaplan", ""),
        ("chinchilla", "kaplan"),
        ("general", "kaplan"),
        ("bnsl2", ""),
    ],
)
def test_a_law_is_like_the_simplest_whose_aicc_is_within_two(form: str, simpler: str) -> None:
    row = next(row for row in ROWS if row.form == form)
    assert like(row, ROWS) == simpler


def test_of_two_equally_simple_laws_the_one_that_fits_better_is_named() -> None:
    rows = [
        Judged(form="bnsl1", constants=6, aicc=9.0),
        Judged(form="general", constants=6, aicc=8.5),
        Judged(form="data_constrained", constants=7, aicc=9.5),
    ]
    assert like(rows[2], rows) == "general"
