"""Reads measured runs: a CSV file as people really have it, or a table in memory."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labs.scaling_laws.columns import Column, complete, recognise
from labs.scaling_laws.law import Array
from labs.scaling_laws.needs import Form
from labs.scaling_laws.numerals import DecimalMark, clipped, decimal_mark, numeral, unit_factor
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.table import Row, Table, read_table


class Named(Protocol):
    """A table whose columns have names: a dict, a data frame."""

    def keys(self) -> Any: ...
    def __getitem__(self, name: Any, /) -> Any: ...


PointsLike = Points | Named | NDArray[Any] | Mapping[str, ArrayLike] | Sequence[Sequence[float]]
WIDEST_GAP = 1e5
"""No sweep leaps further between two neighbouring sizes: there, a unit has changed."""


def read_csv(data: bytes, form: Form = "chinchilla") -> Points:
    """Read measured runs from a CSV of at most 2 MB and 20,000 rows.

    Columns are known by name and unit: a loss, two of parameters N, tokens D and compute C, and
    perhaps unique tokens. The runs must be enough for ``form``.
    Raises: PointsError, naming the row and the column.
    """
    table = read_table(data)
    found = recognise(table.header)
    mark = _mark(table, found.columns)
    rows = [row.number for row in table.rows]
    values = {each.quantity: _values(each, table.rows, mark) for each in found.columns}
    N, D, C, notes = complete(values.get("N"), values.get("D"), values.get("C"), rows)
    notes = (*found.notes, *_mended(table, mark), *notes)
    unique = values.get("unique")
    return Points.of(N, D, values["loss"], C, rows=rows, notes=notes, unique=unique, form=form)


def as_points(given: PointsLike, form: Form = "chinchilla") -> Points:
    """Make Points of a table with named columns, or of an array of shape (n, 3): N, D, loss.

    Column names are those that a file may have, such as N, D and loss; two of N, D and C suffice.
    The runs must be enough for ``form``.
    Raises: PointsError.
    """
    if isinstance(given, Points):
        return given
    if isinstance(given, np.ndarray) and given.dtype.names:
        return _from_columns({name: given[name] for name in given.dtype.names}, form)
    if not isinstance(given, np.ndarray | Sequence):
        return _from_columns({str(name): given[name] for name in given.keys()}, form)  # noqa: SIM118
    array = np.asarray(given, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 3:
        raise PointsError(
            f"the array has shape {array.shape}; give (n, 3): parameters N, tokens D and loss"
        )
    return Points.of(array[:, 0], array[:, 1], array[:, 2], form=form)


def _from_columns(columns: Mapping[str, Any], form: Form) -> Points:
    found = recognise(list(columns))
    values = {
        each.quantity: np.asarray(columns[each.header], dtype=np.float64) * each.factor
        for each in found.columns
    }
    N, D, C, notes = complete(values.get("N"), values.get("D"), values.get("C"))
    return Points.of(
        N, D, values["loss"], C,
        notes=(*found.notes, *notes), unique=values.get("unique"), form=form,
    )  # fmt: skip


def _mark(table: Table, columns: Sequence[Column]) -> DecimalMark:
    loss = next(each.position for each in columns if each.quantity == "loss")
    others = [each.position for each in columns if each.position != loss]
    return decimal_mark(
        ((row.number, row.cells[loss]) for row in table.rows),
        (row.cells[position] for row in table.rows for position in others),
    )


def _values(column: Column, rows: Sequence[Row], mark: DecimalMark) -> Array:
    read = [_cell(row, column, mark) for row in rows]
    _refuse_mixed_units(column, rows, [unit for _, unit in read])
    values = np.array([value for value, _ in read], dtype=np.float64)
    if column.quantity in ("N", "D"):
        _refuse_gap(column, rows, values)
    return values


def _cell(row: Row, column: Column, mark: DecimalMark) -> tuple[float, str]:
    text = row.cells[column.position]
    where = f"row {row.number}, column {clipped(column.header)}"
    if not text:
        raise PointsError(f"{where}: the cell is empty; fill it or delete the row")
    try:
        number = numeral(text, mark)
    except PointsError as error:
        raise PointsError(f"{where}: {error}") from None
    factor = unit_factor(number.unit, column.quantity) if number.unit else column.factor
    if factor is None:
        raise PointsError(
            f"{where}: {clipped(number.unit)} is no known unit; write plain numbers, "
            "or K, M, B, T, FLOP or PF-days"
        )
    value = number.value * factor
    if not (np.isfinite(value) and value > 0):
        raise PointsError(
            f"{where}: {clipped(text)} must be finite and above zero; correct or delete the row"
        )
    return value, number.unit


def _refuse_mixed_units(column: Column, rows: Sequence[Row], units: Sequence[str]) -> None:
    with_unit = [bool(unit) for unit in units]
    if not any(with_unit) or column.quantity == "loss":
        return
    if column.has_unit:
        odd, said = with_unit.index(True), "has a unit of its own beside the header's"
    elif not all(with_unit):
        odd, said = with_unit.index(not with_unit[0]), "mixes numbers with and without a unit"
    else:
        return
    raise PointsError(
        f"row {rows[odd].number}, column {clipped(column.header)}: "
        f"{clipped(rows[odd].cells[column.position])} {said}; write the whole column in one way"
    )


def _refuse_gap(column: Column, rows: Sequence[Row], values: Array) -> None:
    order = np.argsort(values)
    leaps = values[order][1:] / values[order][:-1]
    if not len(leaps) or leaps.max() < WIDEST_GAP:
        return
    below = int(np.argmax(leaps)) + 1
    odd = order[:below] if below <= len(order) - below else order[below:]
    row = rows[int(odd.min())]
    raise PointsError(
        f"row {row.number}, column {clipped(column.header)}: {clipped(row.cells[column.position])} "
        f"is {leaps.max():.0e} times off its neighbours, as if in another unit; "
        "write the whole column in one unit"
    )


def _mended(table: Table, mark: DecimalMark) -> list[str]:
    notes = []
    if mark == ",":
        notes.append("Commas were read as decimal marks.")
    if table.repeated:
        shown = ", ".join(map(str, table.repeated[:8]))
        more = " and more" if len(table.repeated) > 8 else ""
        notes.append(f"Rows that repeat an earlier one were left out: {shown}{more}.")
    return notes
