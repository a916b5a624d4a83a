"""Who is rung for again, and how often."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from explorer.accounts.models import Guest
from explorer.runs import leases, reaping
from explorer.runs.models import Run, RunState
from explorer.runs.reaping import RUNG_AT_ONCE, reap
from explorer.runs.services import start_run
from labs.registry import labs

pytestmark = pytest.mark.django_db

CLOCK = labs()["clockwork"]


def wait(runs: int) -> list[Run]:
    """Queue runs, each of another guest, whose bell was not heard."""
    queued = [start_run(CLOCK, CLOCK.params(seed=i), Guest.objects.create()) for i in range(runs)]
    Run.objects.update(rung_at=Now() - timedelta(seconds=reaping.RING_AGAIN_SECONDS + 1))
    return queued


def test_a_run_that_nobody_took_is_rung_for_again_once():
    wait(1)
    assert reap() == 1
    assert reap() == 0


def test_a_long_queue_is_rung_for_from_its_front():
    queued = wait(RUNG_AT_ONCE + 5)
    assert reap() == RUNG_AT_ONCE
    Run.objects.filter(id__in=[run.id for run in queued[:5]]).update(
        state=RunState.CANCELLED, settled_at=Now()
    )
    assert reap() == 5


def test_a_run_whose_worker_is_heard_of_is_left_alone():
    (run,) = wait(1)
    leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert reap() == 0


def test_a_run_whose_worker_fell_silent_waits_for_another():
    (run,) = wait(1)
    leases.claim(run.id, "owner", "cpu-1", "cpu")
    Run.objects.update(lease_expires_at=Now() - timedelta(days=1))
    assert reap() == 1
    run.refresh_from_db()
    assert (run.state, run.attempt) == (RunState.QUEUED, 1)


def test_a_guests_second_run_is_rung_for_when_the_first_has_ended(
    ben: Guest, django_capture_on_commit_callbacks
):
    first, second = (start_run(CLOCK, CLOCK.params(seed=seed), ben) for seed in range(2))
    lease = leases.claim(first.id, "owner", "cpu-1", "cpu")
    assert lease
    Run.objects.update(rung_at=Now() - timedelta(seconds=reaping.RING_AGAIN_SECONDS + 1))
    assert reap() == 0, "it is not its turn"
    with django_capture_on_commit_callbacks() as rung:
        leases.finish(lease, [], 1.0, {})
    assert len(rung) == 1
    assert reap() == 1
    second.refresh_from_db()
    assert second.state == RunState.QUEUED
