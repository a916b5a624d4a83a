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


def wait(guest: Guest, runs: int) -> list[Run]:
    """Queue runs whose bell was not heard."""
    queued = [start_run(CLOCK, CLOCK.params(seed=i), guest, budget=None) for i in range(runs)]
    Run.objects.update(rung_at=Now() - timedelta(seconds=reaping.RING_AGAIN_SECONDS + 1))
    return queued


def test_a_run_that_nobody_took_is_rung_for_again_once(ben: Guest):
    wait(ben, 1)
    assert reap() == 1
    assert reap() == 0


def test_a_long_queue_is_rung_for_from_its_front(ben: Guest):
    queued = wait(ben, RUNG_AT_ONCE + 5)
    assert reap() == RUNG_AT_ONCE
    Run.objects.filter(id__in=[run.id for run in queued[:5]]).update(
        state=RunState.CANCELLED, settled_at=Now()
    )
    assert reap() == 5


def test_a_run_whose_worker_is_heard_of_is_left_alone(ben: Guest):
    (run,) = wait(ben, 1)
    leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert reap() == 0


def test_a_run_whose_worker_fell_silent_waits_for_another(ben: Guest):
    (run,) = wait(ben, 1)
    leases.claim(run.id, "owner", "cpu-1", "cpu")
    Run.objects.update(lease_expires_at=Now() - timedelta(days=1))
    assert reap() == 1
    run.refresh_from_db()
    assert (run.state, run.attempt) == (RunState.QUEUED, 1)
