"""The few statements by which a locked run changes. Callers hold the row and the transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from explorer.runs.doorbell import NOTIFY_CHANNEL, ring
from explorer.runs.lifecycle import Cancelled
from explorer.runs.models import LIVE, USER, Ask, PartUse, Run, RunEvent, RunState
from labs.contract import Event

RUNG_AT_ONCE = 20
"""For more, the reaper rings in a moment."""


def append(run: Run, events: Iterable[Event]) -> None:
    """Number events on from the run's last and write them."""
    rows = [
        RunEvent(run_id=run.id, seq=seq, name=event.word(), data=event.model_dump(mode="json"))
        for seq, event in enumerate(events, run.last_seq + 1)
    ]
    insert(run, rows)


def insert(run: Run, rows: list[RunEvent]) -> None:
    """Write rows that are numbered already."""
    if rows:
        RunEvent.objects.bulk_create(rows)
        run.last_seq = rows[-1].seq
        run.save(update_fields=["last_seq"])


@transaction.atomic
def settle_run(run: Run, state: RunState, error: str = "", **facts: Any) -> None:
    """Move a run to its one final state, and stop the parts that no other run waits for."""
    Run.objects.filter(id=run.id).update(
        state=state, error=error, settled_at=Now(), lease_expires_at=None, lease_owner="", **facts
    )
    # In the order in which ``parts.use`` locks them; after the lock, what others settled shows.
    live = Run.objects.select_for_update(of=("self",)).filter(used_by__run=run, state__in=LIVE)
    for part in list(live.order_by("fingerprint")):
        if not PartUse.objects.filter(part=part, run__state__in=LIVE).exists():
            stop(part)
    if not run.part:
        _ring_for_those_held_back(run)


def _ring_for_those_held_back(run: Run) -> None:
    """Ring once more for what the run's guests have queued: its own bell may have been in vain."""
    askers = Ask.objects.filter(run=run).exclude(party__startswith=USER).values("guest")
    held = Run.objects.filter(
        state=RunState.QUEUED, part=False, asks__guest__in=askers, asks__withdrawn_at=None
    )
    for each in held.distinct()[:RUNG_AT_ONCE]:
        transaction.on_commit(lambda each=each: ring(each))  # type: ignore[misc]


def stop(run: Run) -> None:
    """Cancel a run: at once where it waits, else when its worker hears of it."""
    if run.state == RunState.QUEUED:
        append(run, [Cancelled()])
        settle_run(run, RunState.CANCELLED)
    else:
        Run.objects.filter(id=run.id).update(cancel_requested_at=Now())


def announce() -> None:
    """Wake every listening web process when this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {NOTIFY_CHANNEL}")


def database_time() -> datetime:
    """Return Postgres's clock: a worker's own may be hours off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]
