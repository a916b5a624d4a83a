"""Every refusal says the value, the rule and the remedy, and where to look."""

import pytest

from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.reading import as_points, read_csv
from tests.labs.scaling_laws.sheets import HEAD, RUNS, plain, sheet

BAD_ROWS = {
    "=1+1,2e9,3": "row 9, column 'N': '=1+1' is a formula, not a number; paste the value instead",
    "@SUM(A1),2e9,3": "'@SUM(A1)' is a formula",
    "+SUM(A1),2e9,3": "'+SUM(A1)' is a formula",
    "1e9,2e9,nan": "row 9, column 'loss': 'nan' is not a finite number; correct or delete the row",
    "1e9,2e9,inf": "'inf' is not a finite number",
    "1e9,#DIV/0!,3": "'#DIV/0!' is not a finite number",
    "1e9,2e9,-3": "row 9, column 'loss': '-3' must be finite and above zero",
    "1e9,0,3": "row 9, column 'D': '0' must be finite and above zero",
    "1e309,2e9,3": "'1e309' must be finite and above zero",
    "1e9,,3": "row 9, column 'D': the cell is empty; fill it or delete the row",
    "70B,2e9,3": "row 9, column 'N': '70B' mixes numbers with and without a unit",
    "7,2e9,3": "row 9, column 'N': '7' is 6e+07 times off its neighbours, as if in another unit",
    "1e9,2 apples,3": "'apples' is no known unit",
    "1e9,2e9,31%": "'%' is no known unit",
    "1e9,2e9,3,1": "row 9 has 4 cells, but the header has 3 (decimal commas need semicolons",
    f"{'9' * 5000},2e9,3": "row 9 has a cell of 5,000 characters, but at most 64 are read",
    "1.2.3,2e9,3": "'1.2.3' cannot be read with a decimal point",
}

BAD_FILES = {
    "nothing": (b"", "the file is empty"),
    "blank lines": (b"\n\n,,\n", "the file is empty"),
    "a workbook": (b"PK\x03\x04 and so on", "is a workbook, not text; save the sheet as CSV"),
    "binary": (bytes(range(256)) * 4, "holds binary data"),
    "too large": (b"a" * 2_000_001, "2.0 MB, but at most 2 MB are read"),
    "too many rows": (b"N,D,loss\n" + b"1,1,1\n" * 20_001, "more than 20,000 rows"),
    "too many columns": (b"c," * 900_000 + b"\n1\n", "900,001 columns, but at most 1,000 are read"),
    "a name of many words": (b"N,D,loss," + b"a " * 60_000 + b"\n", "at most 200 are read"),
    "no header": (HEAD.split("\n", 1)[1].encode(), "no column is called loss among '4e+08'"),
    "no loss": (HEAD.replace("loss", "speed").encode(), "no column is called loss among 'N', 'D'"),
    "no tokens": (
        HEAD.replace("D,", "lr,").encode(), "two of parameters N, tokens D and compute C are needed"
    ),
    "two sizes": (
        sheet("N,N,D,loss", lambda N, *rest: [f"{N}", *plain(N, *rest)]).encode(),
        "columns 'N' and 'N' could both be parameters N; rename or delete one",
    ),
    "five runs": (
        "\n".join(HEAD.split("\n")[:6]).encode(), "5 runs were given, but the law has five unknowns"
    ),
    "one size": (
        sheet("N,D,loss", lambda _, D, loss: ["1e9", f"{D}", f"{loss}"]).encode(),
        "every run has the same N (parameters), 1e+09",
    ),
    "two amounts of data": (
        sheet("N,D,loss", lambda N, D, loss: [f"{N + D}", f"{1e9 if D < 1e11 else 2e9}", f"{loss}"])
        .encode(),
        "only 2 different values of D (tokens) were given",
    ),
    "twenty tokens a parameter": (
        sheet("N,D,loss", lambda N, D, loss: [f"{N + D}", f"{20 * (N + D)}", f"{loss}"]).encode(),
        "ln N and ln D lie on one straight line",
    ),
    "two decimal marks": (
        (sheet("N;D;loss", plain, ";") + "1e9;1e9;3,1\n").encode(),
        "row 9 writes the loss with a decimal comma, but rows before it",
    ),
    "compute in another unit": (
        sheet("N,D,C,loss", lambda N, D, loss: [f"{N / 1e6}", f"{D}", f"{6 * N * D}", f"{loss}"])
        .encode(),
        "row 2: C is 1.92e+19 FLOP, but 6 N D is 1.92e+13; give the units in the header",
    ),
    "a unit in header and cell": (
        sheet("params (M),D,loss", lambda N, D, loss: [f"{N / 1e6:g}M", f"{D}", f"{loss}"])
        .encode(),
        "'400M' has a unit of its own beside the header's",
    ),
    "an open quotation mark": (
        f'N,D,loss\n"{HEAD * 9}'.encode(), "a quotation mark may be missing"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "said"), BAD_ROWS.items(), ids=[row[:20] for row in BAD_ROWS])
def test_a_bad_row_is_refused_by_number_and_column(row: str, said: str) -> None:
    with pytest.raises(PointsError) as refusal:
        read_csv(f"{HEAD}{row}\n".encode())
    assert said in str(refusal.value)


@pytest.mark.parametrize(("data", "said"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(PointsError) as refusal:
        read_csv(data)
    assert said in str(refusal.value)


def test_no_refusal_repeats_a_long_cell_in_full() -> None:
    with pytest.raises(PointsError) as refusal:
        read_csv(f"{HEAD}{'x' * 60},1e9,3\n".encode())
    assert "x" * 24 not in str(refusal.value)


def test_arrays_are_held_to_the_same_rules() -> None:
    with pytest.raises(PointsError, match="row 2: D is nan, but must be a positive number"):
        as_points([*RUNS[:1], (1e9, float("nan"), 2.0), *RUNS[1:]])
    with pytest.raises(PointsError, match="shapes"):
        Points.of([1, 2], [1], [1, 2])
    with pytest.raises(PointsError, match="two of parameters N"):
        as_points({"N": [1.0], "loss": [1.0]})
