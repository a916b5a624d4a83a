"""Turns the bytes of a CSV, as spreadsheets and scripts write them, into rows of text."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from labs.scaling_laws.points import PointsError

MOST_BYTES = 2_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 1_000
LONGEST_CELL = 64
LONGEST_NAME = 200
EXCEL_HINT = "sep="


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    """The line of the file that the row begins in, the first being one."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str
    repeated: tuple[int, ...]
    """Rows that were left out because every cell equals an earlier row's."""


def read_table(data: bytes) -> Table:
    """Split a file into its header and rows, each as wide as the header.

    Raises: PointsError for a file that is too large, no text, empty or ragged.
    """
    text = _decode(data)
    delimiter, records = _records(text)
    header = next(records, None)
    if header is None:
        raise PointsError("the file is empty; give a header and at least 6 rows")
    _refuse_wild(header)
    width = len(header.cells)
    rows: dict[tuple[str, ...], Row] = {}
    repeated = []
    for count, row in enumerate(records, start=1):
        if count > MOST_ROWS:
            raise PointsError(f"the file has more than {MOST_ROWS:,} rows; give fewer")
        fitted = _of_width(row, width, delimiter)
        if fitted.cells in rows:
            repeated.append(row.number)
        else:
            rows[fitted.cells] = fitted
    return Table(header.cells, tuple(rows.values()), delimiter, tuple(repeated))


def _decode(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise PointsError(
            f"the file has {len(data) / 1e6:.1f} MB, but at most {MOST_BYTES / 1e6:g} MB are read; "
            "give fewer rows or columns"
        )
    if data.startswith(b"PK"):
        raise PointsError("the file is a workbook, not text; save the sheet as CSV")
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what Excel's plain "CSV" writes
    if "\0" in text:
        raise PointsError("the file holds binary data, not text; save the table as CSV")
    return text.removeprefix("\ufeff")


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:200]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) // 4 else "utf-8"


def _records(text: str) -> tuple[str, Iterator[Row]]:
    """Return the delimiter and the records that are not blank."""
    lines = io.StringIO(text, newline="")
    first, skipped = lines.readline(), 1
    while first and not first.strip():
        first, skipped = lines.readline(), skipped + 1
    hint = first.strip().strip('"').lower()
    if hint.startswith(EXCEL_HINT):
        delimiter = first.strip().strip('"')[len(EXCEL_HINT) :] or "\t"
        return delimiter[:1], _split(lines, delimiter[:1], skipped)
    delimiter = _delimiter(first)
    lines.seek(0)
    return delimiter, _split(lines, delimiter, 0)


def _delimiter(header: str) -> str:
    outside_quotes = "".join(header.split('"')[::2])
    return next((mark for mark in "\t;," if mark in outside_quotes), " ")


def _split(lines: io.StringIO, delimiter: str, skipped: int) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    number = skipped + 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield Row(number, stripped)
            number = skipped + reader.line_num + 1
    except csv.Error as error:
        raise PointsError(
            f"row {number} cannot be split into cells ({error}); correct it"
        ) from error


def _refuse_wild(header: Row) -> None:
    """Refuse a header that would take long to understand."""
    if len(header.cells) > MOST_COLUMNS:
        raise PointsError(
            f"the file has {len(header.cells):,} columns, but at most {MOST_COLUMNS:,} are read; "
            "leave out those that are no N, D, C or loss"
        )
    _refuse_long(header, LONGEST_NAME)


def _refuse_long(row: Row, most: int) -> None:
    for cell in row.cells:
        if len(cell) > most:
            raise PointsError(
                f"row {row.number} has a cell of {len(cell):,} characters, but at most "
                f"{most} are read; shorten it (a quotation mark may be missing)"
            )


def _of_width(row: Row, width: int, delimiter: str) -> Row:
    """Pad a short row and cut empty cells off a long one; refuse what is left over."""
    _refuse_long(row, LONGEST_CELL)
    if any(row.cells[width:]):
        decimal = " (decimal commas need semicolons between cells)" if delimiter == "," else ""
        raise PointsError(
            f"row {row.number} has {len(row.cells)} cells, but the header has {width}{decimal}; "
            "give every row the header's columns"
        )
    return Row(row.number, (*row.cells[:width], *("",) * (width - len(row.cells))))
