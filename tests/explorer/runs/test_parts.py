"""Parts are made once, used by several runs, heard when they are safe, and let go in the end."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.test import Client

from explorer.accounts.models import Guest
from explorer.runs import leases
from explorer.runs.forgetting import KEPT_DAYS, forget_orphans
from explorer.runs.leases import Lease, LeaseLost, Numbered
from explorer.runs.line import is_to_wait, place_of
from explorer.runs.models import PartUse, Run, RunState, Worker
from explorer.runs.parts import Heard, look, news
from explorer.runs.reaping import RING_AGAIN_SECONDS, RUNG_AT_ONCE, reap
from explorer.runs.selectors import runs_of
from explorer.runs.services import cancel_run, start_run
from labs.contract import Event, Progress
from labs.registry import labs

pytestmark = pytest.mark.django_db

RELAY = labs()["relay"]


def race(guest: Guest, *, again: bool = False, **settings) -> tuple[Run, Lease]:
    """Start a race and claim it, as a worker does."""
    run = start_run(RELAY, RELAY.params(**settings), guest, again=again, budget=None)
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    return run, lease


def legs(lease: Lease, **settings) -> list[Run]:
    params = RELAY.params(**settings)
    return leases.use_parts(lease, [params.leg(number) for number in range(params.legs)])


def claimed(part: Run) -> Lease:
    lease = leases.claim(part.id, "other", "cpu-2", "cpu")
    assert lease
    return lease


def finish(part: Run) -> None:
    leases.finish(claimed(part), [], 2.0, {})


def lap(seq: int, number: int) -> Numbered:
    return Numbered(seq, RELAY.part.events["lapped"](lap=number, process=1))


def state(run: Run) -> str:
    return Run.objects.get(id=run.id).state


def test_a_run_gets_its_parts_in_the_order_it_asked_for_them(ben: Guest):
    _, lease = race(ben)
    assert [part.params["leg"] for part in legs(lease)] == [0, 1, 2]


def test_equal_parts_are_made_once(ben: Guest):
    _, lease = race(ben)
    leg = RELAY.params().leg(0)
    first, second = leases.use_parts(lease, [leg, leg])
    assert first == second


def test_another_run_uses_what_is_finished_or_under_way(ben: Guest, cleo: Guest):
    _, one = race(ben)
    finished, running, queued = legs(one)
    finish(finished)
    claimed(running)
    _, other = race(cleo, cheer="hurrah")
    assert legs(other) == [finished, running, queued]
    assert [state(part) for part in (finished, running, queued)] == [
        "finished", "running", "queued",
    ]  # fmt: skip


def test_a_run_that_repeats_another_makes_its_own_parts(ben: Guest):
    run, lease = race(ben)
    old = legs(lease)
    for part in old:
        finish(part)
    leases.finish(lease, [], 1.0, {})
    _, again = race(ben, again=True)
    new = legs(again)
    assert not set(new) & set(old)
    assert legs(again) == new
    assert run.repeat == 0


def test_a_part_that_failed_is_not_used_again(ben: Guest, cleo: Guest):
    _, lease = race(ben)
    first, *_ = legs(lease)
    leases.fail(claimed(first), [], "a shoe broke")
    _, other = race(cleo, cheer="hurrah")
    assert legs(other)[0] != first


def test_only_the_holder_of_a_run_may_ask_for_parts(ben: Guest):
    run, lease = race(ben)
    Run.objects.filter(id=run.id).update(fence=lease.fence + 1)
    with pytest.raises(LeaseLost):
        legs(lease)


def test_what_a_part_tells_is_heard_once_it_is_safe_and_only_once(ben: Guest):
    _, lease = race(ben)
    part, *_ = legs(lease)
    heard = {part.id: Heard()}

    def hear() -> list[Event]:
        return [event for _, event in news(look([part.id]), heard)]

    held = claimed(part)
    leases.record(held, [lap(2, 1)])
    assert hear() == []
    leases.save_checkpoint(held, [], b"state")
    assert [event.lap for event in hear()] == [1]
    leases.record(held, [lap(3, 2)])
    Run.objects.filter(id=part.id).update(lease_expires_at=Now() - timedelta(days=1))
    held = claimed(part)  # it tells the second lap again
    leases.save_checkpoint(held, [lap(5, 2)], b"state")
    assert [event.lap for event in hear()] == [2]
    leases.finish(held, [lap(6, 3)], 1.0, {})
    assert [event.lap for event in hear()] == [3]
    assert hear() == []


def test_of_progress_the_newest_is_heard_at_once(ben: Guest):
    _, lease = race(ben)
    part, *_ = legs(lease)
    heard, held = {part.id: Heard()}, claimed(part)
    steps = [Numbered(2 + k, Progress(fraction=k / 4, doing="runs")) for k in range(3)]
    leases.record(held, steps)
    assert [event for _, event in news(look([part.id]), heard)] == [steps[-1].event]
    assert list(news(look([part.id]), heard)) == []


@pytest.mark.parametrize("end", ["fail", "cancel", "finish"])
def test_parts_stop_with_the_last_run_that_needs_them(end: str, ben: Guest, cleo: Guest):
    run, lease = race(ben)
    running, queued, finished = legs(lease)
    held = claimed(running)
    finish(finished)
    _, other = race(cleo, cheer="hurrah")
    legs(other)
    if end == "cancel":
        cancel_run(run, ben)
        assert leases.renew(lease)
        leases.stop_cancelled(lease, [])
    elif end == "fail":
        leases.fail(lease, [], "a shoe broke")
    else:
        leases.finish(lease, [], 1.0, {})
    assert (state(queued), leases.renew(held)) == ("queued", False)
    leases.fail(other, [], "a shoe broke")
    assert (state(queued), leases.renew(held)) == ("cancelled", True)
    assert state(finished) == "finished"


def test_a_part_that_is_being_stopped_is_not_joined(ben: Guest, cleo: Guest):
    _, lease = race(ben, legs=1)
    (stopping,) = legs(lease, legs=1)
    claimed(stopping)
    leases.fail(lease, [], "a shoe broke")
    _, other = race(cleo, legs=1, cheer="hurrah")
    assert legs(other, legs=1) != [stopping]


def test_parts_are_no_visitors_business(ben: Guest, client_of):
    run, lease = race(ben, legs=1)
    (part,) = legs(lease, legs=1)
    waiting = start_run(RELAY, RELAY.params(seed=7), ben)
    assert list(runs_of(ben.id)) == [waiting, run]
    assert place_of(waiting).ahead == 0
    finish(part)
    browser: Client = client_of(ben)
    for address in (f"/runs/{part.id}", f"/r/{part.id}", f"/stream?runs={part.id.hex}.0"):
        assert browser.get(address).status_code == 404


def test_visitors_runs_come_before_parts(ben: Guest, cleo: Guest):
    _, lease = race(ben)
    part, *_ = legs(lease)
    assert not is_to_wait(part.id)
    waiting = start_run(RELAY, RELAY.params(seed=7), cleo)
    assert is_to_wait(waiting.id)
    taken = leases.claim_next("cpu", "owner", "cpu-1", "cpu")
    assert taken
    assert taken.run_id == waiting.id
    assert leases.claim_next("cpu", "owner", "cpu-1", "cpu") is None, "no part is in the line"


def _unanswered() -> None:
    Run.objects.update(rung_at=Now() - timedelta(seconds=RING_AGAIN_SECONDS + 1))


def test_parts_are_rung_for_again_only_when_somebody_is_idle(ben: Guest):
    _, lease = race(ben)
    legs(lease)
    _unanswered()
    Worker.objects.create(name="owner", queue="cpu", device="cpu", beat_at=Now())
    assert reap() == 0
    Worker.objects.create(name="idle", queue="cpu", device="cpu", beat_at=Now())
    assert reap() == 3


def test_many_parts_do_not_keep_a_visitors_run_from_being_rung_for(ben: Guest, cleo: Guest):
    _, lease = race(ben, legs=20)
    legs(lease, legs=RUNG_AT_ONCE)
    _, lease = race(ben, legs=20, seed=1)
    legs(lease, legs=RUNG_AT_ONCE, seed=1)
    start_run(RELAY, RELAY.params(seed=7), cleo)
    _unanswered()
    assert reap() == 1


def test_a_part_whose_worker_died_three_times_fails(ben: Guest):
    _, lease = race(ben, legs=1)
    (part,) = legs(lease, legs=1)
    for _ in range(leases.MAX_ATTEMPTS):
        claimed(part)
        Run.objects.filter(id=part.id).update(lease_expires_at=Now() - timedelta(days=1))
        reap()
    assert state(part) == "failed"


def test_a_part_is_kept_for_a_month_after_its_last_use(ben: Guest):
    run, lease = race(ben, legs=1)
    (part,) = legs(lease, legs=1)
    finish(part)
    long_ago = Now() - timedelta(days=KEPT_DAYS + 1)
    PartUse.objects.update(used_at=long_ago)
    forget_orphans()
    assert Run.objects.filter(id=part.id).exists(), "its run still needs it"
    leases.finish(lease, [], 1.0, {})
    PartUse.objects.update(used_at=Now())
    forget_orphans()
    assert Run.objects.filter(id=part.id).exists(), "it was used today"
    PartUse.objects.update(used_at=long_ago)
    forget_orphans()
    assert not Run.objects.filter(id=part.id).exists()
    assert state(run) == RunState.FINISHED


def test_a_part_goes_at_once_when_every_run_that_used_it_was_deleted(ben: Guest):
    run, lease = race(ben, legs=1)
    (part,) = legs(lease, legs=1)
    finish(part)
    leases.finish(lease, [], 1.0, {})
    run.delete()
    forget_orphans()
    assert not Run.objects.filter(part=True).exists()


def test_no_model_lacks_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
