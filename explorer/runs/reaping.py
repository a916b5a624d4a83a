"""Ring again for runs that nobody took or whose worker fell silent; end those that cannot go on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from explorer.runs.doorbell import ring
from explorer.runs.leases import LEASE_SECONDS, MAX_ATTEMPTS
from explorer.runs.lifecycle import Cancelled, Failed
from explorer.runs.line import line
from explorer.runs.models import QUEUES, Run, RunState
from explorer.runs.selectors import is_somebody_idle
from explorer.runs.writing import announce, append, database_time, settle_run
from labs.contract import Event

RING_AGAIN_SECONDS = 3
RUNG_AT_ONCE = 20


def reap() -> int:
    """Look once over all live runs; return how many were seen to. Safe beside other reapers."""
    seen, first = 0, _first_in_line()
    while _see_to_one(first):
        seen += 1
    return seen


@transaction.atomic
def _see_to_one(first: Collection[UUID]) -> bool:
    now = database_time()
    unanswered = Q(
        id__in=first, state=RunState.QUEUED, rung_at__lt=now - timedelta(seconds=RING_AGAIN_SECONDS)
    )
    lapsed = Q(state=RunState.RUNNING, lease_expires_at__lt=min(now, _lease_epoch()))
    run = (
        Run.objects.select_for_update(skip_locked=True)
        .filter(unanswered | lapsed)
        .order_by("created_at")
        .first()
    )
    if run is None:
        return False
    if run.cancel_requested_at:
        _end(run, RunState.CANCELLED, Cancelled())
    elif run.attempt >= MAX_ATTEMPTS:
        reason = f"its worker died {MAX_ATTEMPTS} times; the last was {run.worker}"
        _end(run, RunState.FAILED, Failed(reason=reason), error=reason)
    else:
        _ring_again(run, now)
    return True


def _first_in_line() -> list[UUID]:
    """Return the runs that workers would take next, and parts if a worker has nothing to do.

    Ringing for these is enough, however many wait: when they are taken, others are first.
    """
    return [run_id for queue in QUEUES for run_id in (*_runs(queue), *_parts(queue))]


def _runs(queue: str) -> list[UUID]:
    return [each.run_id for each in line(queue) if not each.held][:RUNG_AT_ONCE]


def _parts(queue: str) -> list[UUID]:
    if not is_somebody_idle(queue):
        return []
    waiting = Run.objects.filter(queue=queue, part=True, state=RunState.QUEUED)
    return list(waiting.order_by("created_at").values_list("id", flat=True)[:RUNG_AT_ONCE])


def _lease_epoch() -> datetime:
    """Return when leases may lapse: after a restart of Postgres, holders get time to renew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement_timestamp() - pg_postmaster_start_time() > %s * interval '1 second',"
            " statement_timestamp(), pg_postmaster_start_time() - %s * interval '1 second'",
            [LEASE_SECONDS, LEASE_SECONDS],
        )
        settled, now, before = cursor.fetchone()
    return now if settled else before  # type: ignore[no-any-return]


def _end(run: Run, state: RunState, event: Event, error: str = "") -> None:
    append(run, [event])
    settle_run(run, state, error=error)
    announce()


def _ring_again(run: Run, now: datetime) -> None:
    run.state = RunState.QUEUED
    run.lease_expires_at, run.lease_owner = None, ""
    run.rung_at = now
    run.save()
    transaction.on_commit(lambda: ring(run))
    announce()
