"""Everything a class did, as a CSV that spreadsheets open without being fooled by it."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from explorer.catalog.claims import claim_rows
from explorer.exports.tables import cell
from explorer.runs.models import NotShown, Run
from explorer.runs.selectors import recorded_events
from explorer.workshops.models import Answer, Bet, Room, SeatRun
from explorer.workshops.wall_pages import name_of

COLUMNS = (
    "seat", "name", "step", "step_title", "what", "value", "state", "settings", "claims", "at",
    "run",
)  # fmt: skip
Row = Sequence[Any]


def room_csv(room: Room) -> str:
    """Return a row for each answer, bet and run of a room, in the order of seats and steps."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    rows = [*_answers(room), *_bets(room), *_runs(room)]
    for row in sorted(rows, key=lambda each: (each[0], each[2], each[9])):
        writer.writerow([cell(each) for each in row])
    return written.getvalue()


def _answers(room: Room) -> Iterator[Row]:
    found = Answer.objects.filter(seat__room=room).select_related("seat")
    for each in found:
        value = each.value
        said = " ".join(f"{point:g}" for point in value) if isinstance(value, list) else value
        yield (*_head(room, each), "answer", said, "", "", "", each.answered_at.isoformat(), "")


def _bets(room: Room) -> Iterator[Row]:
    for each in Bet.objects.filter(seat__room=room).select_related("seat"):
        yield (*_head(room, each), "bet", each.value, "", "", "", each.placed_at.isoformat(), "")


def _runs(room: Room) -> Iterator[Row]:
    for each in SeatRun.objects.filter(seat__room=room).select_related("seat", "run"):
        run = each.run
        yield (
            *_head(room, each), "run", "", run.state, _settings(run), _claims(run),
            each.started_at.isoformat(), run.id,
        )  # fmt: skip


def _head(room: Room, each: Answer | Bet | SeatRun) -> Row:
    seat = each.seat
    return seat.number, name_of(room, seat), each.step, room.step(each.step).title


def _settings(run: Run) -> str:
    try:
        changed = run.lab_params().changed()
    except NotShown:
        changed = run.params
    return " ".join(f"{name}={value}" for name, value in changed.items())


def _claims(run: Run) -> str:
    """Return what was measured for each claim, with its verdict."""
    try:
        rows = claim_rows(run.lab, recorded_events(run))
    except NotShown:
        return ""
    measured = (row for row in rows if row.measured is not None)
    return "; ".join(f"{row.claim.slug} {row.measured:g} {row.verdict}" for row in measured)
