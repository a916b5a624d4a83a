"""Starting, joining and cancelling runs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from explorer.accounts.models import Guest
from explorer.runs import leases
from explorer.runs.budgets import USUAL
from explorer.runs.models import Run, RunState
from explorer.runs.selectors import kept_run
from explorer.runs.services import TooManyRuns, cancel_run, start_run
from explorer.services.waiting import until
from labs.registry import labs

pytestmark = pytest.mark.django_db

CLOCK = labs()["clockwork"]
ONE = replace(USUAL, live=1)


def params(seed: int = 0):
    return CLOCK.params(seed=seed)


def finished(guest: Guest, seed: int = 0) -> Run:
    run = start_run(CLOCK, params(seed), guest)
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    leases.finish(lease, [], 1.0, {})
    run.refresh_from_db()
    return run


def test_equal_settings_share_one_run(ben: Guest, cleo: Guest):
    assert start_run(CLOCK, params(), ben) == start_run(CLOCK, params(), cleo)


def test_other_settings_are_another_run(ben: Guest):
    assert start_run(CLOCK, params(1), ben) != start_run(CLOCK, params(2), ben)


def test_a_finished_run_is_returned_rather_than_repeated(ben: Guest, cleo: Guest):
    done = finished(ben)
    assert start_run(CLOCK, params(), cleo) == done
    assert kept_run(CLOCK, params()) == done


def test_run_again_anyway_repeats_a_finished_run(ben: Guest):
    done = finished(ben)
    again = start_run(CLOCK, params(), ben, again=True)
    assert again != done
    assert again.repeat == 1


def test_run_again_joins_a_run_that_is_under_way(ben: Guest, cleo: Guest):
    assert start_run(CLOCK, params(), ben) == start_run(CLOCK, params(), cleo, again=True)


def test_a_failed_run_does_not_stand_in_the_way(ben: Guest):
    run = start_run(CLOCK, params(), ben)
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    leases.fail(lease, [], "a spring broke")
    assert start_run(CLOCK, params(), ben) != run


def test_a_guest_may_have_four_runs_under_way(ben: Guest, cleo: Guest):
    for seed in range(4):
        start_run(CLOCK, params(seed), ben)
    with pytest.raises(TooManyRuns, match="you have 4 runs under way"):
        start_run(CLOCK, params(4), ben)
    start_run(CLOCK, params(4), cleo)


def test_joining_is_free_even_over_the_budget(ben: Guest, cleo: Guest):
    for seed in range(4):
        start_run(CLOCK, params(seed), ben)
    shared = start_run(CLOCK, params(9), cleo)
    assert start_run(CLOCK, params(9), ben) == shared


def test_a_queued_run_is_cancelled_at_once(ben: Guest):
    run = start_run(CLOCK, params(), ben)
    cancel_run(run, ben)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_a_run_goes_on_while_somebody_else_waits_for_it(ben: Guest, cleo: Guest):
    run = start_run(CLOCK, params(), ben)
    start_run(CLOCK, params(), cleo)
    cancel_run(run, ben)
    run.refresh_from_db()
    assert run.state == RunState.QUEUED
    cancel_run(run, cleo)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_the_database_refuses_two_live_runs_of_equal_settings(ben: Guest):
    run = start_run(CLOCK, params(), ben)
    run.pk = None
    run.id = Guest().id
    with pytest.raises(IntegrityError, match="equal_runs_are_shared"), transaction.atomic():
        run.save(force_insert=True)


def test_the_database_refuses_a_failure_without_a_reason(ben: Guest):
    run = start_run(CLOCK, params(), ben)
    with pytest.raises(IntegrityError, match="run_failed_iff_error"), transaction.atomic():
        Run.objects.filter(id=run.id).update(state=RunState.FAILED, settled_at=run.created_at)


def test_a_run_that_is_being_cancelled_is_not_joined(ben: Guest, cleo: Guest):
    run = start_run(CLOCK, params(), ben)
    leases.claim(run.id, "owner", "cpu-1", "cpu")
    cancel_run(run, ben)
    assert start_run(CLOCK, params(), cleo) != run


@pytest.mark.django_db(transaction=True)
def test_a_guest_who_asks_twice_at_once_keeps_to_the_budget(ben: Guest):
    def second() -> None:
        try:
            start_run(CLOCK, params(2), ben, budget=ONE)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            start_run(CLOCK, params(1), ben, budget=ONE)
            asked = pool.submit(second)
            assert until(lambda: asked.done() or somebody_waits(), seconds=10)
        with pytest.raises(TooManyRuns):
            asked.result()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
