"""What a worker may do to a run, and only while its lease holds.

A lease is an owner, an expiry and a fencing number in the run's row. Whoever claims the run raises
the number, so that whoever held it before, however late it wakes, can no longer write.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from explorer.runs import parts
from explorer.runs.doorbell import ring
from explorer.runs.lifecycle import Cancelled, Failed, Finished, Resumed, Started
from explorer.runs.line import line
from explorer.runs.models import Artifact, Blob, Checkpoint, Run, RunEvent, RunState
from explorer.runs.writing import announce, append, database_time, insert, settle_run
from explorer.upsert import upsert
from labs.contract import Event, Params

LEASE_SECONDS: float = settings.LEASE_SECONDS
MAX_ATTEMPTS = 3
LOOKED_AT = 50
"""How far down the line a worker looks for a run that nobody else is taking."""


class LeaseLost(Exception):
    """Another attempt holds the run, or it has ended; whatever is left to write must be dropped."""


@dataclass(frozen=True, slots=True)
class Lease:
    run_id: UUID
    fence: int
    attempt: int
    last_seq: int
    """The number of the last event when the lease was taken."""


@dataclass(frozen=True, slots=True)
class Numbered:
    seq: int
    event: Event


def claim_next(queue: str, owner: str, worker: str, device: str) -> Lease | None:
    """Take the run whose turn it is. Return None if none waits, or its guest has another."""
    for each in line(queue)[:LOOKED_AT]:
        if each.held:
            continue
        # One that is locked is taken by another worker just now.
        if lease := claim(each.run_id, owner, worker, device, skip_locked=True):
            return lease
    return None


@transaction.atomic
def claim(
    run_id: UUID, owner: str, worker: str, device: str, *, skip_locked: bool = False
) -> Lease | None:
    """Take a run that waits, or whose lease lapsed. Return None if there is nothing to take."""
    run = Run.objects.select_for_update(skip_locked=skip_locked).filter(id=run_id).first()
    if run is None or run.attempt >= MAX_ATTEMPTS or run.cancel_requested_at:
        return None
    now = database_time()
    if run.state == RunState.RUNNING:
        assert run.lease_expires_at is not None  # run_leased_iff_running
        if run.lease_expires_at > now:
            return None
    elif run.state != RunState.QUEUED:
        return None
    run.state = RunState.RUNNING
    run.attempt += 1
    run.fence += 1
    run.lease_owner, run.worker, run.device = owner, worker, device
    run.lease_expires_at = now + timedelta(seconds=LEASE_SECONDS)
    run.started_at = run.started_at or now
    run.save()
    run.asks.filter(withdrawn_at=None).update(served_at=now)
    append(run, [_beginning(run)])
    announce()
    return Lease(run.id, run.fence, run.attempt, run.last_seq)


def _beginning(run: Run) -> Event:
    """Set aside what a dead attempt told past its checkpoint, and say how this one begins."""
    checkpoint = Checkpoint.objects.filter(run=run).only("seq").first()
    after = checkpoint.seq if checkpoint else 0
    run.events.filter(seq__gt=after).update(superseded=True)
    who = {"attempt": run.attempt, "worker": run.worker, "device": run.device}
    return Resumed(**who, after=after) if run.fence > 1 else Started(**who)


def _held(lease: Lease) -> Run:
    """Lock the run and return it. Raises: LeaseLost."""
    held = Run.objects.select_for_update().filter(
        id=lease.run_id, fence=lease.fence, state=RunState.RUNNING
    )
    run = held.first()
    if run is None:
        raise LeaseLost(f"run {lease.run_id} is no longer held under fence {lease.fence}")
    return run


@transaction.atomic
def renew(lease: Lease) -> bool:
    """Extend the lease and return whether somebody asked to cancel. Commits durably.

    Raises: LeaseLost.
    """
    run = _held(lease)
    run.lease_expires_at = database_time() + timedelta(seconds=LEASE_SECONDS)
    run.save(update_fields=["lease_expires_at"])
    return run.cancel_requested_at is not None


@transaction.atomic
def record(lease: Lease, batch: Sequence[Numbered]) -> None:
    """Write events in order, skipping those already there. Returns before the disk has them.

    Durable commits (renewals, checkpoints, settling) flush what was written before them; until
    then the caller keeps the batch, and gives it again after a database crash.

    Raises: LeaseLost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO OFF")
    _record_under(_held(lease), batch)
    announce()


def _record_under(run: Run, batch: Sequence[Numbered]) -> None:
    insert(
        run,
        [
            RunEvent(
                run_id=run.id,
                seq=each.seq,
                name=each.event.word(),
                data=each.event.model_dump(mode="json"),
            )
            for each in batch
            if each.seq > run.last_seq
        ],
    )


@transaction.atomic
def save_checkpoint(lease: Lease, batch: Sequence[Numbered], state: bytes) -> None:
    """Write the events so far and the state that follows them, durably. Raises: LeaseLost."""
    run = _held(lease)
    _record_under(run, batch)
    last = Checkpoint.objects.filter(run=run).only("number").first()
    Checkpoint.objects.update_or_create(
        run=run,
        defaults={"number": last.number + 1 if last else 1, "seq": run.last_seq, "state": state},
    )
    announce()


def load_checkpoint(lease: Lease) -> bytes | None:
    """Return the state an earlier attempt saved, if one did."""
    saved = Checkpoint.objects.filter(run_id=lease.run_id).first()
    return bytes(saved.state) if saved else None


@transaction.atomic
def attach(lease: Lease, name: str, blob: Blob) -> None:
    """Keep a blob with the run under a name. Raises: LeaseLost."""
    kept = Artifact(run=_held(lease), name=name, blob=blob)
    upsert(kept, by=("run", "name"), anew=("blob",))


@transaction.atomic
def use_parts(lease: Lease, wanted: Sequence[Params]) -> list[Run]:
    """Return the parts that the run wants, kept or queued, each once. Raises: LeaseLost."""
    return parts.use(_held(lease), wanted)


@transaction.atomic
def finish(
    lease: Lease, batch: Sequence[Numbered], cpu_seconds: float, provenance: dict[str, Any]
) -> None:
    """Write the last events and end the run well. Raises: LeaseLost."""
    run = _held(lease)
    _record_under(run, batch)
    append(run, [Finished(cpu_seconds=cpu_seconds)])
    settle_run(run, RunState.FINISHED, cpu_seconds=cpu_seconds, provenance=provenance)
    Checkpoint.objects.filter(run=run).delete()
    announce()


@transaction.atomic
def fail(lease: Lease, batch: Sequence[Numbered], reason: str) -> None:
    """Write the last events and end the run with its reason. Raises: LeaseLost."""
    run = _held(lease)
    _record_under(run, batch)
    append(run, [Failed(reason=reason)])
    settle_run(run, RunState.FAILED, error=reason)
    announce()


@transaction.atomic
def stop_cancelled(lease: Lease, batch: Sequence[Numbered]) -> None:
    """End a run because nobody waits for it any more. Raises: LeaseLost."""
    run = _held(lease)
    _record_under(run, batch)
    append(run, [Cancelled()])
    settle_run(run, RunState.CANCELLED)
    announce()


@transaction.atomic
def hand_back(lease: Lease, *, device_failed: bool = False) -> None:
    """Return the run to its queue, as an attempt that does not count, and ring for another worker.

    Where its device could not hold it, it goes to the CPU instead, and the attempt counts.

    Raises: LeaseLost.
    """
    run = _held(lease)
    run.state = RunState.QUEUED
    run.lease_expires_at, run.lease_owner = None, ""
    run.rung_at = database_time()
    if device_failed:
        run.queue = "cpu"
    else:
        run.attempt -= 1
    run.save()
    transaction.on_commit(lambda: ring(run))
    announce()
