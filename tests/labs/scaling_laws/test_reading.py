import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labs.scaling_laws.points import PointsError
from labs.scaling_laws.reading import read_csv
from tests.labs.scaling_laws.sheets import HEAD, RUNS, SHEETS, plain, sheet


@pytest.mark.parametrize("data", SHEETS.values(), ids=SHEETS)
def test_a_file_someone_really_has_is_read(data: bytes) -> None:
    points = read_csv(data)
    np.testing.assert_allclose(np.column_stack([points.N, points.D, points.loss]), RUNS, rtol=1e-6)
    np.testing.assert_allclose(points.C, 6 * points.N * points.D, rtol=1e-6)


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    assert read_csv(b"\n" + HEAD.encode()).rows == (3, 4, 5, 6, 7, 8, 9)


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("by hand", "C was computed as 6 N D."),
        ("pandas with its index", "D was computed as C / (6 N)."),
        ("compute and tokens", "N was computed as C / (6 D)."),
        ("Excel, CSV UTF-8", "Commas were read as decimal marks."),
        ("blank lines and a repeated row", "Rows that repeat an earlier one were left out: 12."),
        ("Excel, plain CSV with an umlaut", "Not used: 'Größe'."),
    ],
)
def test_what_was_assumed_or_mended_is_said(name: str, note: str) -> None:
    assert note in read_csv(SHEETS[name]).notes


def test_a_file_without_oddities_is_not_talked_about() -> None:
    data = sheet("N,D,C,loss", lambda N, D, loss: [f"{N}", f"{D}", f"{6 * N * D}", f"{loss}"])
    assert read_csv(data.encode()).notes == ()


def test_compute_that_differs_from_6nd_is_kept_and_said() -> None:
    data = sheet("N,D,C,loss", lambda N, D, loss: [f"{N}", f"{D}", f"{7.2 * N * D}", f"{loss}"])
    points = read_csv(data.encode())
    np.testing.assert_allclose(points.C, 7.2 * points.N * points.D)
    assert points.notes == ("C differs from 6 N D by up to 20%; the fit uses N and D as given.",)


def test_the_validation_loss_is_preferred_to_the_training_loss() -> None:
    data = sheet("N,D,train loss,val loss", lambda *run: [*plain(*run), "9"])
    points = read_csv(data.encode())
    assert set(points.loss) == {9}
    assert "Not used: 'train loss'." in points.notes


def test_equal_runs_of_different_seeds_are_not_taken_for_copies() -> None:
    data = "N,D,loss,seed\n" + "".join(
        f"{','.join(plain(*run))},{seed}\n" for run in RUNS for seed in (1, 2)
    )
    assert len(read_csv(data.encode())) == 14


STYLES = {
    "points and commas": (",", ".", "{!r}"),
    "semicolons and decimal commas": (";", ",", "{!r}"),
    "tabs and exponents": ("\t", ".", "{:.17e}"),
    "tabs, exponents, decimal commas": ("\t", ",", "{:.17E}"),
}
counts = st.floats(1e6, 1e10)  # no two further apart than one sweep may leap
tables = st.integers(6, 12).flatmap(
    lambda n: arrays(np.float64, (n, 2), elements=counts, unique=True).map(
        lambda sizes: np.column_stack([sizes, np.linspace(2, 4, n)])
    )
)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@given(table=tables)
def test_what_was_written_is_what_is_read(style: tuple[str, str, str], table: np.ndarray) -> None:
    mark, decimal, template = style
    rows = [
        mark.join(template.format(float(each)).replace(".", decimal) for each in row)
        for row in table
    ]
    data = "\n".join([f"N{mark}D{mark}loss", *rows]).encode()
    points = read_csv(data)
    np.testing.assert_array_equal(np.column_stack([points.N, points.D, points.loss]), table)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_sentence(data: bytes) -> None:
    _read_or_refused(data)


@given(st.lists(st.text("0123456789.,;-+eE=\"' \tNaNBM\n", max_size=12), max_size=40))
def test_any_cells_are_read_or_refused_in_one_sentence(cells: list[str]) -> None:
    _read_or_refused((HEAD + ",".join(cells)).encode())


def _read_or_refused(data: bytes) -> None:
    said = _refusal(data)
    assert said is None or (said and "\n" not in said)


def _refusal(data: bytes) -> str | None:
    try:
        read_csv(data)
    except PointsError as error:
        return str(error)
    return None
