"""Turns what was recorded of a run into messages for the pages that show it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from time import monotonic
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from explorer.catalog.claims import claim_rows
from explorer.catalog.pages import Shown, warnings
from explorer.runs import stage
from explorer.runs.lifecycle import LIFECYCLE, Resumed, read
from explorer.runs.line import Place, places
from explorer.runs.models import Run, RunEvent, RunState
from explorer.runs.past import Past, recalled
from explorer.runs.selectors import recorded_events
from explorer.runs.status import status_of
from labs.contract import Claimed, Event, Warned

log = logging.getLogger(__name__)
PLACES_SECONDS = 0.9
STAGE = "stage"
"""A page shows one stage; its slots, ``#run-status`` and ``#claims`` are found by these names."""


@dataclass(frozen=True)
class Message:
    """What happened in one run after event ``after``, up to event ``seq``.

    Other tellers tell of other things than runs, by their own ids and their own numbers.
    """

    run_id: UUID
    after: int
    seq: int
    html: str
    """What the pages of those who asked for it are told."""
    status: str
    settled: bool
    shared: str = field(default="", repr=False)
    """What readers through a link are told: nothing that leads to the run itself."""
    kept: bool = False
    """Whether the run has ended well."""
    state: str = ""
    past: Past | None = field(default=None, repr=False)
    """What is known of the run's events so far."""

    @cached_property
    def data(self) -> bytes:
        """The same as lines of a stream. Written once, for all who are told."""
        return as_data(self.html)

    @cached_property
    def shared_data(self) -> bytes:
        return as_data(self.shared)


def as_data(html: str) -> bytes:
    """Return partials as the lines of a message; nothing for none."""
    return "".join(f"data: {line}\n" for line in html.splitlines()).encode()


@dataclass(frozen=True, slots=True)
class Told:
    """How far a run has been told, and in which state it was shown last."""

    seq: int = -1
    status: str = field(default="", repr=False)
    state: str = ""
    past: Past | None = field(default=None, repr=False)


class Teller(Protocol):
    """Knows what is new of what a page watches."""

    rest_seconds: float
    """How long it rests before it is asked again."""

    def news(self, told: Mapping[UUID, Told]) -> Sequence[Message]:
        """Return a message for each of which there is more to tell; asked in a thread."""


class Runs:
    """Tells what runs told, and now and then where those that wait stand in the line."""

    rest_seconds = 0.0

    def __init__(self) -> None:
        self._places_at = 0.0

    def news(self, told: Mapping[UUID, Told]) -> Sequence[Message]:
        now = monotonic()
        places_too = now >= self._places_at
        if places_too:
            self._places_at = now + PLACES_SECONDS
        return news(told, places_too=places_too)


RUNS = Runs()


CHANGED = """
SELECT run.* FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) AS told(id, seq, state)
JOIN runs_run run USING (id)
WHERE run.last_seq <> told.seq OR run.state <> told.state OR run.cancel_requested_at IS NOT NULL
    OR (%s AND told.state = %s)
"""


def news(told: Mapping[UUID, Told], *, places_too: bool = True) -> list[Message]:
    """Return a message for each run of which there is more to tell.

    Of a run that is seen for the first time it says only how far it is: whoever is not that far
    is told the rest from the database. ``places_too`` looks where the queued ones stand by now.
    """
    runs = {run.id: run for run in _changed(told, places_too=places_too)}
    since = {run.id: told[run.id] if told[run.id].seq >= 0 else _far(run) for run in runs.values()}
    recorded = _recorded_after({run_id: each.seq for run_id, each in since.items()}, runs)
    stand = _places(runs.values()) if places_too else {}
    messages = (
        _message(run, since[run.id], recorded.get(run.id, []), stand.get(run.id))
        for run in runs.values()
    )
    return [each for each in messages if each.html or told[each.run_id].seq < 0]


def _changed(told: Mapping[UUID, Told], *, places_too: bool) -> Iterable[Run]:
    """Return the runs whose rows are not as they were told, or whose place may be another."""
    seqs, states = [each.seq for each in told.values()], [each.state for each in told.values()]
    return Run.objects.raw(CHANGED, [list(told), seqs, states, places_too, RunState.QUEUED])


def _far(run: Run) -> Told:
    return Told(run.last_seq)


def _places(runs: Iterable[Run]) -> dict[UUID, Place]:
    """Return where the queued ones of these runs stand."""
    queues = {run.queue for run in runs if run.state == RunState.QUEUED}
    return {run_id: place for queue in queues for run_id, place in places(queue).items()}


def replay(run_id: UUID, after: int) -> Message:
    """Return all that one page has missed, with the run's state as it is now."""
    run = Run.objects.get(id=run_id)
    recorded = _recorded_after({run_id: after}, {run_id: run})
    return _message(run, Told(after), recorded.get(run_id, []), None)


def _recorded_after(
    cursors: Mapping[UUID, int], runs: Mapping[UUID, Run]
) -> dict[UUID, list[RunEvent]]:
    """Return what each run had told after its cursor when its row was read."""
    behind = [
        Q(run_id=run_id, seq__gt=seq, seq__lte=runs[run_id].last_seq)
        for run_id, seq in cursors.items()
        if runs[run_id].last_seq > seq
    ]
    found: dict[UUID, list[RunEvent]] = defaultdict(list)
    if behind:
        for row in RunEvent.objects.filter(reduce(or_, behind)).order_by("run_id", "seq"):
            found[row.run_id].append(row)
    return found


def _message(run: Run, told: Told, rows: list[RunEvent], place: Place | None) -> Message:
    past = told.past or recalled(run, told.seq)
    drawn, anew = _drawn_or_nothing(run, rows, past)
    now = past.after(rows)
    # Where queued runs stand is looked up for all at once; in between it stays as it was told.
    stands = run.state == RunState.QUEUED and place is None
    status, actions = (told.status, "") if stands else _status(run, place, now)
    changed = status + actions != told.status
    labelled = anew or (changed and run.state == RunState.FINISHED)
    return Message(
        run_id=run.id,
        after=told.seq,
        seq=rows[-1].seq if rows else max(told.seq, 0),
        html=drawn + _if(labelled, _label, run) + (status + actions if changed else ""),
        status=status + actions,
        settled=run.settled,
        shared=drawn + _if(labelled, _shared_label, run) + (status if changed else ""),
        kept=run.state == RunState.FINISHED,
        state=run.state,
        past=now,
    )


def _if(wanted: bool, draw: Callable[[Run], str], run: Run) -> str:
    return draw(run) if wanted else ""


def _status(run: Run, place: Place | None, past: Past | None) -> tuple[str, str]:
    """Draw the run's state, and what those who asked for it can do about it."""
    context = {"run": status_of(run, place, past)}
    return (
        stage.partial("run-status", "components/run_status.html", context),
        stage.partial("run-actions", "runs/actions.html", context),
    )


def _label(run: Run) -> str:
    """Say where what the stage shows comes from."""
    shown = Shown((), recorded=run)
    return stage.partial("stage-label", "catalog/stage_label.html", {"shown": shown})


def _shared_label(run: Run) -> str:
    shown = Shown((), recorded=run)
    return stage.partial("stage-label", "catalog/shared_label.html", {"shown": shown})


def _drawn_or_nothing(run: Run, rows: list[RunEvent], past: Past) -> tuple[str, bool]:
    """Draw the new events, unless their lab cannot: other runs share this stream and its thread."""
    try:
        return _drawn(run, rows, past)
    except Exception:
        log.exception("%s cannot be drawn", run)
        return "", False


def _drawn(run: Run, rows: list[RunEvent], past: Past) -> tuple[str, bool]:
    """Draw the new events; where the page shows none that count yet, draw all anew, and say so."""
    counting = [row for row in rows if row.name not in LIFECYCLE and not row.superseded]
    resumed = any(row.name == Resumed.word() for row in rows)
    events = read(run, counting)
    if resumed or _is_first(run, past, events):
        whole = _anew(run, recorded_events(run))
        return whole, bool(whole)
    beside = any(isinstance(event, Claimed | Warned) for event in events)
    said = _beside(run, recorded_events(run)) if beside else ""
    return stage.increment(run.lab, run.lab_params(), STAGE, events) + said, False


def _is_first(run: Run, past: Past, events: Sequence[Event]) -> bool:
    """Return whether these are the first events of the run that its panels draw."""
    drawn = {event.word() for panel in run.lab.panels for event in panel.draws}
    return drawn.isdisjoint(past.words) and not drawn.isdisjoint(event.word() for event in events)


def _anew(run: Run, events: Sequence[Event]) -> str:
    """Draw the whole stage, unless nothing counts yet: then what it shows may stay a moment."""
    if not events:
        return ""
    whole = stage.answer(run.lab, run.lab_params(), STAGE, events)
    return whole + _beside(run, events)


def _beside(run: Run, events: Sequence[Event]) -> str:
    """Draw what stands beside the panels: claims and warnings."""
    claims, warned = claim_rows(run.lab, events), warnings(events)
    return stage.partial("claims", "catalog/claims.html", {"claims": claims}) + stage.partial(
        "warnings", "catalog/warnings.html", {"warnings": warned}
    )
