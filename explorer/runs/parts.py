"""Parts of runs: found or queued once, used by several runs, heard as they are computed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from explorer.runs.doorbell import ring
from explorer.runs.fingerprints import fingerprint, serialise
from explorer.runs.lifecycle import LIFECYCLE
from explorer.runs.models import SHARED, PartUse, Run, RunEvent, RunState
from explorer.upsert import upsert
from labs.contract import Event, Params, Progress

PROGRESS = Progress.word()


def use(run: Run, wanted: Sequence[Params]) -> list[Run]:
    """Return a part for each of these settings, equal ones once; queue those that nobody made yet.

    Workers are rung for from the last on, since the run itself begins with the first. The caller
    holds the run and the transaction.
    """
    prints = [fingerprint(run.lab, each, part=True) for each in wanted]
    asked = dict(zip(prints, wanted, strict=True))
    found = {print_: _kept_or_queued(run, print_, asked[print_]) for print_ in sorted(asked)}
    for part, _ in found.values():
        upsert(PartUse(run=run, part=part, used_at=Now()), by=("run", "part"), anew=("used_at",))
    for print_ in reversed(asked):
        part, made = found[print_]
        if made:
            transaction.on_commit(lambda part=part: ring(part))  # type: ignore[misc]
    return [found[print_][0] for print_ in prints]


def _kept_or_queued(run: Run, print_: str, params: Params) -> tuple[Run, bool]:
    """Return the part, locked, and whether it was made just now."""
    serialise(print_)
    equal = (
        Run.objects.select_for_update()
        .filter(fingerprint=print_, state__in=SHARED)
        .order_by("-repeat")
        .first()
    )
    if equal and _may_use(run, equal):
        return equal, False
    part = Run.objects.create(
        part=True,
        lab_slug=run.lab_slug,
        lab_version=run.lab.version,
        params=params.model_dump(mode="json"),
        seed=params.seed,
        fingerprint=print_,
        repeat=equal.repeat + 1 if equal else 0,
        queue=run.queue,
        created_at=Now(),
        rung_at=Now(),
    )
    return part, True


def _may_use(run: Run, part: Run) -> bool:
    """A run that repeats another on purpose uses no result that is older than itself."""
    if part.settled:
        return run.repeat == 0 or part.created_at >= run.created_at
    return part.cancel_requested_at is None


@dataclass(slots=True)
class Heard:
    """How far a part was heard."""

    kept: int = 0
    """The number of its last event that was safe, so that no later attempt tells it again."""
    last: int = 0
    """The number of its last event of all."""


def look(part_ids: Collection[UUID]) -> dict[UUID, Run]:
    """Return parts as they stand now, each with ``kept``: up to which event it is safe."""
    parts = Run.objects.filter(id__in=part_ids).annotate(kept=F("checkpoint__seq"))
    return {part.id: part for part in parts}


def news(parts: Mapping[UUID, Run], heard: Mapping[UUID, Heard]) -> Iterator[tuple[UUID, Event]]:
    """Yield what parts told that is safe by now and was not heard, and their newest progress."""
    told = _told_after(parts, heard)
    for part_id, rows in told.items():
        part, far = parts[part_id], heard[part_id]
        kept, declared = _kept(part), part.declared
        progress = [row for row in rows if row.name == PROGRESS and row.seq > far.last]
        safe = [row for row in rows if row.name != PROGRESS and row.seq <= kept]
        far.kept, far.last = kept, part.last_seq
        for row in (*safe, *progress[-1:]):
            yield part_id, declared[row.name].model_validate(row.data)


def _kept(part: Run) -> int:
    checkpoint: int | None = getattr(part, "kept")  # noqa: B009 - annotated by ``look``
    return part.last_seq if part.state == RunState.FINISHED else checkpoint or 0


def _told_after(
    parts: Mapping[UUID, Run], heard: Mapping[UUID, Heard]
) -> dict[UUID, list[RunEvent]]:
    behind = [
        Q(run_id=part.id, seq__gt=heard[part.id].kept, seq__lte=part.last_seq)
        for part in parts.values()
        if (_kept(part), part.last_seq) != (heard[part.id].kept, heard[part.id].last)
    ]
    found: dict[UUID, list[RunEvent]] = defaultdict(list)
    if behind:
        rows = RunEvent.objects.filter(reduce(or_, behind), superseded=False)
        for row in rows.exclude(name__in=LIFECYCLE).order_by("run_id", "seq"):
            found[row.run_id].append(row)
    return found
