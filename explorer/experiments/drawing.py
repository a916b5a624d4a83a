"""A run's panels, claims and warnings as HTML. What has ended never changes: it is drawn once."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from explorer.catalog.claims import ClaimRow, claim_rows
from explorer.catalog.pages import Shown, warnings
from explorer.runs.lifecycle import LIFECYCLE, read
from explorer.runs.models import Run, RunEvent
from explorer.runs.pages import shown_of
from explorer.runs.stage import Drawn, Stage
from labs.contract import Event

REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Picture:
    """What one run shows."""

    panels: Sequence[Drawn]
    claims: SafeString
    claim_rows: Sequence[ClaimRow]
    warnings: SafeString
    shown: Shown
    """Where it comes from; what it told is in ``events``."""
    events: Mapping[str, Sequence[Event]]
    """What a lab may draw of several runs at once, by word."""


_known: OrderedDict[tuple[UUID, str], Picture] = OrderedDict()
_lock = Lock()


def picture(run: Run, prefix: str) -> Picture:
    """Return a run's picture, its slots under a prefix. Raises: NotShown."""
    if found := _remembered(run, prefix):
        return found
    return _remember(run, prefix, _drawn(run, prefix, shown_of(run)))


def pictures(runs: Sequence[Run]) -> list[Picture]:
    """Return the pictures of several runs for one page, by one query. Raises: NotShown."""
    told = _told([run for run in runs if not _remembered(run, run.stage_id)])
    return [_picture_told(run, told.get(run.id, ())) for run in runs]


def _picture_told(run: Run, events: Sequence[Event]) -> Picture:
    if not events:
        return picture(run, run.stage_id)
    shown = Shown(events, recorded=run)
    return _remember(run, run.stage_id, _drawn(run, run.stage_id, shown))


def _told(runs: Sequence[Run]) -> Mapping[UUID, Sequence[Event]]:
    """Return what these runs told that counts."""
    if not runs:
        return {}
    rows: dict[UUID, list[RunEvent]] = {run.id: [] for run in runs}
    told = RunEvent.objects.filter(run__in=runs, superseded=False).exclude(name__in=LIFECYCLE)
    for row in told.order_by("run_id", "seq"):
        rows[row.run_id].append(row)
    return {run.id: read(run, rows[run.id]) for run in runs}


def _drawn(run: Run, prefix: str, shown: Shown) -> Picture:
    claims = claim_rows(run.lab, shown.events)
    warned = warnings(shown.events)
    stage = Stage(run.lab, run.lab_params(), prefix, shown.events)
    return Picture(
        panels=list(stage.panels),
        claims=render_to_string("catalog/claims.html", {"claims": claims}),
        claim_rows=claims,
        warnings=render_to_string("catalog/warnings.html", {"warnings": warned}),
        shown=Shown((), shown.recorded, shown.trouble),
        events=stage.by_word,
    )


def _remembered(run: Run, prefix: str) -> Picture | None:
    with _lock:
        found = _known.get((run.id, prefix))
        if found:
            _known.move_to_end((run.id, prefix))
        return found


def _remember(run: Run, prefix: str, made: Picture) -> Picture:
    if run.settled:
        with _lock:
            _known[run.id, prefix] = made
            while len(_known) > REMEMBERED:
                _known.popitem(last=False)
    return made


def forget_all() -> None:
    """Draw everything anew from now on."""
    with _lock:
        _known.clear()
