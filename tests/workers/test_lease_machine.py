"""Deliver, step, checkpoint, finish, crash, freeze, cancel and reap, in any order."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from explorer.accounts.models import Guest
from explorer.runs import leases
from explorer.runs.leases import Lease, LeaseLost, Numbered
from explorer.runs.models import Checkpoint, Run, RunState
from explorer.runs.reaping import reap
from explorer.runs.services import cancel_run, start_run
from labs.contract import Progress
from labs.registry import labs

ENDS = {"finished", "failed", "cancelled"}
WORKERS = st.sampled_from(["ada", "ben", "cleo"])


class Holder:
    """A worker that believes it holds the run, and how far it has told."""

    def __init__(self, lease: Lease) -> None:
        self.lease, self.seq = lease, lease.last_seq

    def next_event(self) -> list[Numbered]:
        self.seq += 1
        return [Numbered(self.seq, Progress(fraction=0.5, doing=f"attempt {self.lease.attempt}"))]


class LeaseMachine(RuleBasedStateMachine):
    holders = Bundle("holders")

    def __init__(self) -> None:
        super().__init__()
        Run.objects.all().delete()
        self.guest = Guest.objects.create()
        lab = labs()["clockwork"]
        self.run_id: UUID = start_run(
            lab, lab.params(seed=Run.objects.count()), self.guest, again=True
        ).id
        self.newest: Holder | None = None
        self.checkpointed = 0

    @property
    def row(self) -> Run:
        return Run.objects.get(id=self.run_id)

    @rule(target=holders, worker=WORKERS)
    def deliver(self, worker: str):
        """The broker rings, perhaps for the fourth time."""
        before = self.row
        return self._taken(before, leases.claim(self.run_id, worker, worker, "cpu"))

    @rule(target=holders, worker=WORKERS)
    def ring(self, worker: str):
        """A worker that hears a bell takes the run whose turn it is."""
        before = self.row
        lease = leases.claim_next("cpu", worker, worker, "cpu")
        assert lease is None or before.state == RunState.QUEUED
        return self._taken(before, lease)

    def _taken(self, before: Run, lease: Lease | None):
        if lease is None:
            return multiple()
        assert before.state == RunState.QUEUED or _silent(before)
        assert before.attempt < leases.MAX_ATTEMPTS
        self.newest = Holder(lease)
        return self.newest

    def _may_write(self, holder: Holder) -> bool:
        return holder is self.newest and self.row.state == RunState.RUNNING

    def _write(self, holder: Holder, write) -> bool:
        """Write, and hold the outcome against who may."""
        allowed = self._may_write(holder)
        try:
            write()
        except LeaseLost:
            assert not allowed
            return False
        assert allowed, "a worker without the lease wrote"
        return True

    @rule(holder=holders)
    def step(self, holder: Holder):
        self._write(holder, lambda: leases.record(holder.lease, holder.next_event()))

    @rule(holder=holders)
    def checkpoint(self, holder: Holder):
        self._write(
            holder, lambda: leases.save_checkpoint(holder.lease, holder.next_event(), b"state")
        )

    @rule(holder=holders)
    def renew(self, holder: Holder):
        self._write(holder, lambda: leases.renew(holder.lease))

    @rule(holder=holders)
    def finish(self, holder: Holder):
        self._write(holder, lambda: leases.finish(holder.lease, holder.next_event(), 1.0, {}))

    @rule(holder=holders)
    def stop_as_cancelled(self, holder: Holder):
        if self.row.cancel_requested_at:
            self._write(holder, lambda: leases.stop_cancelled(holder.lease, holder.next_event()))

    @rule(holder=holders)
    def hand_back(self, holder: Holder):
        self._write(holder, lambda: leases.hand_back(holder.lease))

    @rule()
    def fall_silent(self):
        """The holder crashes, or freezes and may wake: its lease lapses."""
        Run.objects.filter(id=self.run_id, state=RunState.RUNNING).update(
            lease_expires_at=Now() - timedelta(days=1)
        )

    @rule()
    def cancel(self):
        cancel_run(self.row, self.guest)

    @rule()
    def look_after_the_queue(self):
        before = self.row
        reap()
        assert not (_silent(before) and self.row.state == RunState.RUNNING)

    @invariant()
    def numbers_are_contiguous(self):
        run = self.row
        numbers = list(run.events.order_by("seq").values_list("seq", flat=True))
        assert numbers == list(range(1, run.last_seq + 1))

    @invariant()
    def it_ends_at_most_once(self):
        run = self.row
        ends = [name for name in run.events.values_list("name", flat=True) if name in ENDS]
        assert ends == ([run.state] if run.settled else [])

    @invariant()
    def no_checkpoint_is_behind_an_earlier_one(self):
        saved = Checkpoint.objects.filter(run_id=self.run_id).first()
        if saved:
            assert saved.seq >= self.checkpointed
            self.checkpointed = saved.seq

    @invariant()
    def at_most_three_attempts(self):
        assert self.row.attempt <= leases.MAX_ATTEMPTS


def _silent(run: Run) -> bool:
    """Return whether the run's holder has not been heard of for long."""
    long_ago = timezone.now() - timedelta(hours=1)
    return run.state == RunState.RUNNING and run.lease_expires_at < long_ago


BRIEF = settings(
    max_examples=30,
    stateful_step_count=20,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_a_run_survives_any_order_of_events():
    run_state_machine_as_test(LeaseMachine, settings=BRIEF)


def _held_without_fence(lease: Lease) -> Run:
    run = Run.objects.select_for_update().filter(id=lease.run_id, state=RunState.RUNNING).first()
    if run is None:
        raise LeaseLost("the run has ended")
    return run


@pytest.mark.django_db
def test_the_machine_notices_when_the_fence_is_removed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leases, "_held", _held_without_fence)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(LeaseMachine, settings=BRIEF)
