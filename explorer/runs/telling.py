"""Turns what was recorded of a run into messages for the pages that show it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from django.db.models import Q

from explorer.catalog.claims import claim_rows
from explorer.catalog.pages import Shown, warnings
from explorer.runs import stage
from explorer.runs.lifecycle import LIFECYCLE, Resumed, Started, parse
from explorer.runs.models import Run, RunEvent
from explorer.runs.selectors import recorded_events
from explorer.runs.status import status_of
from labs.contract import Claimed, Event, Warned

STAGE = "stage"
"""A page shows one stage; its slots, ``#run-status`` and ``#claims`` are found by these names."""


@dataclass(frozen=True, slots=True)
class Message:
    """What happened in one run after event ``after``, up to event ``seq``."""

    run_id: UUID
    after: int
    seq: int
    html: str
    status: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Told:
    """How far a run has been told, and in which state it was shown last."""

    seq: int = -1
    status: str = field(default="", repr=False)


def news(told: Mapping[UUID, Told]) -> list[Message]:
    """Return a message for each run of which there is more to tell."""
    try:
        runs = Run.objects.in_bulk(list(told))
        recorded = _recorded_after({run_id: max(told[run_id].seq, 0) for run_id in runs}, runs)
        messages = (_message(run, told[run.id], recorded.get(run.id, [])) for run in runs.values())
        return [each for each in messages if each.html or told[each.run_id].seq < 0]
    finally:
        connection.close()


def replay(run_id: UUID, after: int) -> Message:
    """Return all that one page has missed, with the run's state as it is now."""
    try:
        run = Run.objects.get(id=run_id)
        recorded = _recorded_after({run_id: after}, {run_id: run})
        return _message(run, Told(after), recorded.get(run_id, []))
    finally:
        connection.close()


def _recorded_after(
    cursors: Mapping[UUID, int], runs: Mapping[UUID, Run]
) -> dict[UUID, list[RunEvent]]:
    behind = [Q(run_id=i, seq__gt=seq) for i, seq in cursors.items() if runs[i].last_seq > seq]
    found: dict[UUID, list[RunEvent]] = defaultdict(list)
    if behind:
        for row in RunEvent.objects.filter(reduce(or_, behind)).order_by("run_id", "seq"):
            found[row.run_id].append(row)
    return found


def _message(run: Run, told: Told, rows: list[RunEvent]) -> Message:
    status = _status(run)
    changed = status if status != told.status else ""
    return Message(
        run_id=run.id,
        after=told.seq,
        seq=rows[-1].seq if rows else max(told.seq, 0),
        html=_drawn(run, rows) + changed,
        status=status,
        settled=run.settled,
    )


def _status(run: Run) -> str:
    """Draw the run's state, what can be done about it, and what the stage shows."""
    context = {"run": status_of(run), "shown": Shown((), recorded=run)}
    return (
        stage.partial("run-status", "components/run_status.html", context)
        + stage.partial("run-actions", "runs/actions.html", context)
        + stage.partial("stage-label", "catalog/stage_label.html", context)
    )


def _drawn(run: Run, rows: list[RunEvent]) -> str:
    """Draw the new events; where an attempt begins, draw everything that counts anew."""
    if not rows:
        return ""
    params = run.lab_params()
    if any(row.name in {Started.word(), Resumed.word()} for row in rows):
        events = recorded_events(run)
        return stage.answer(run.lab, params, STAGE, events) + _beside(run, events)
    events = [
        parse(run.lab, row.name, row.data)
        for row in rows
        if row.name not in LIFECYCLE and not row.superseded
    ]
    beside = any(isinstance(event, Claimed | Warned) for event in events)
    said = _beside(run, recorded_events(run)) if beside else ""
    return stage.increment(run.lab, params, STAGE, events) + said


def _beside(run: Run, events: Sequence[Event]) -> str:
    """Draw what stands beside the panels: claims and warnings."""
    claims, warned = claim_rows(run.lab, events), warnings(events)
    return stage.partial("claims", "catalog/claims.html", {"claims": claims}) + stage.partial(
        "warnings", "catalog/warnings.html", {"warnings": warned}
    )
