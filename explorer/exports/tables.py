"""The events of a result as tables: a CSV for every kind of event, in one zip.

A row an event. A list spreads over rows, a mapping over columns named with a dot, and what is
neither is one cell: the columns of a frontier stand side by side, and its single numbers are
repeated in each row.
"""

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from explorer.exports.result import Result

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets compute a cell that begins so, whoever wrote it."""
README = """\
{title}
{url}

One table for each kind of event that the run told, in UTF-8, a comma between cells.
event_number is the event's place in the run. A list spreads over rows, and single values beside
it are repeated; a name with a dot is a value within another. A cell of text that a spreadsheet
might take for a formula begins with an apostrophe.
"""
EXACT = 2**53
"""Postgres hands larger floats back as integers, with digits that nobody measured."""
EARLIEST = 1980
"""A zip knows no year before."""
Row = dict[str, Any]


def zipped(result: Result) -> bytes:
    """Return every table of a result; equal results give equal bytes."""
    made, moment = io.BytesIO(), _moment(result)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        said = README.format(title=_title(result), url=result.url)
        for name, text in {"README.txt": said, **tables(result)}.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return made.getvalue()


def _title(result: Result) -> str:
    return f"{result.run.lab_slug}, run {result.short_id}"


def _moment(result: Result) -> tuple[int, int, int, int, int, int]:
    at: datetime = result.run.settled_at or result.run.created_at
    return max(at.year, EARLIEST), at.month, at.day, at.hour, at.minute, at.second


def tables(result: Result) -> dict[str, str]:
    """Return the CSV of each word, by the name of its file."""
    by_word: dict[str, list[Row]] = defaultdict(list)
    for each in result.rows:
        by_word[each.name] += _rows(each.seq, each.data)
    return {f"{_file(word)}.csv": _csv(rows) for word, rows in by_word.items()}


def _file(word: str) -> str:
    """Return a word as a file may be called, whatever an old row holds."""
    return "".join(letter for letter in word if letter.isalnum() or letter == "_")[:60] or "event"


def _rows(number: int, data: Mapping[str, Any]) -> Iterator[Row]:
    """Yield an event as rows."""
    flat = dict(_flat(data))
    lists = {name: value for name, value in flat.items() if isinstance(value, list)}
    single = {name: value for name, value in flat.items() if name not in lists}
    for index in range(max(map(len, lists.values()), default=1) or 1):
        row: Row = {"event_number": number, **single}
        for name, values in lists.items():
            at = values[index] if index < len(values) else None
            row |= dict(_flat({name: at}))
        yield {name: row[name] for name in sorted(row, key=_order(data))}


def _order(data: Mapping[str, Any]) -> Any:
    """Return a key that keeps the order in which the event declares its fields."""
    places = {name: place for place, name in enumerate(data)}
    return lambda name: places.get(name.split(".")[0], -1)


def _flat(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", each) for key, each in _flat(value))
        else:
            yield name, value


def _csv(rows: Iterable[Row]) -> str:
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(cell, columns))
    writer.writerows([cell(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()


def cell(value: Any) -> Any:
    """Return a value as a cell that no spreadsheet computes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > EXACT:
        return float(value)
    if value is None or isinstance(value, int | float):
        return value
    text = json.dumps(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
