"""Who comes next: rooms take turns, and so do those who ask within a room."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from django.db.models.functions import Now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.accounts.models import Guest, User
from explorer.runs import leases
from explorer.runs.leases import Lease
from explorer.runs.line import line, place_of, places
from explorer.runs.models import Ask, Run, RunState, Worker
from explorer.runs.services import cancel_run, start_run
from labs.registry import labs

pytestmark = pytest.mark.django_db

CLOCK = labs()["clockwork"]
seeds: Iterator[int] = count()


def queue(guest: Guest, room: UUID | None = None, runs: int = 1) -> list[Run]:
    return [
        start_run(CLOCK, CLOCK.params(seed=next(seeds)), guest, budget=None, room=room)
        for _ in range(runs)
    ]


def students(room: UUID, number: int, runs: int = 1) -> list[Guest]:
    found = [Guest.objects.create() for _ in range(number)]
    for each in found:
        queue(each, room, runs)
    return found


def take() -> Lease:
    lease = leases.claim_next("cpu", "owner", "cpu-1", "cpu")
    assert lease
    return lease


def serve(runs: int) -> list[Run]:
    """Let one worker take and finish runs, one after another."""
    served = []
    for _ in range(runs):
        lease = take()
        leases.finish(lease, [], 1.0, {})
        served.append(Run.objects.get(id=lease.run_id))
    return served


def who(runs: list[Run]) -> list[UUID]:
    return [run.asks.get().guest_id for run in runs]


def test_rooms_take_turns_however_many_runs_each_has():
    first, second = uuid4(), uuid4()
    students(first, 5)
    students(second, 2)
    assert [run.room for run in serve(7)] == [
        first, second, first, second, first, first, first,
    ]  # fmt: skip


def test_students_of_a_room_take_turns(ben: Guest, cleo: Guest):
    room = uuid4()
    queue(ben, room, runs=4)
    queue(cleo, room, runs=2)
    assert who(serve(6)) == [ben.id, cleo.id, ben.id, cleo.id, ben.id, ben.id]


def test_five_hundred_runs_of_one_student_keep_another_room_waiting_for_one(ben: Guest):
    queue(ben, uuid4(), runs=500)
    take()
    room = uuid4()
    (waiting,) = (queue(each, room)[0] for each in [Guest.objects.create()])
    assert take().run_id == waiting.id


def test_the_party_with_the_fewest_runs_under_way_comes_first():
    first, second = uuid4(), uuid4()
    students(first, 5)
    take()
    take()
    students(second, 5)
    taken = [Run.objects.get(id=take().run_id).room for _ in range(4)]
    assert taken[:2] == [second, second]
    assert sorted(taken[2:]) == sorted([first, second])


@pytest.mark.parametrize("slots", [1, 2, 3, 4, 5])
def test_guests_together_have_at_most_half_of_the_slots_while_others_wait(slots: int):
    for _ in range(slots):
        queue(Guest.objects.create())
    students(uuid4(), slots)
    taken = [Run.objects.get(id=take().run_id).room for _ in range(slots)]
    assert taken.count(None) <= max(1, slots // 2)


def test_a_guest_has_one_run_under_way_and_the_others_wait_for_its_end(ben: Guest):
    first, second = queue(ben, runs=2)
    lease = take()
    assert lease.run_id == first.id
    assert leases.claim_next("cpu", "owner", "cpu-1", "cpu") is None
    assert place_of(second).held
    leases.finish(lease, [], 1.0, {})
    assert take().run_id == second.id


def test_a_student_has_one_run_under_way_so_that_another_room_finds_a_worker_free(ben: Guest):
    queue(ben, uuid4(), runs=3)
    take()
    assert leases.claim_next("cpu", "owner", "cpu-1", "cpu") is None
    (other,) = queue(Guest.objects.create(), uuid4())
    assert take().run_id == other.id


def test_a_user_takes_turns_with_the_guests_as_a_party_of_their_own(ada: User):
    for _ in range(3):
        queue(Guest.objects.create())
    (own,) = queue(ada.guest)
    assert own in serve(2)


def test_a_run_that_several_rooms_ask_for_comes_when_the_first_of_them_has_its_turn(ben: Guest):
    crowded, quiet = uuid4(), uuid4()
    students(crowded, 5)
    (shared,) = queue(Guest.objects.create(), crowded)
    start_run(CLOCK, CLOCK.params(seed=shared.seed), ben, room=quiet)
    assert shared in serve(2)


def test_a_run_that_thirty_ask_for_counts_once_for_their_room():
    room, other = uuid4(), uuid4()
    (shared,) = queue(Guest.objects.create(), room)
    for _ in range(29):
        start_run(CLOCK, CLOCK.params(seed=shared.seed), Guest.objects.create(), room=room)
    (waiting,) = queue(Guest.objects.create(), room)
    students(other, 3)
    assert waiting in serve(4)


def test_whoever_withdrew_has_no_turn(ben: Guest, cleo: Guest):
    crowded, quiet = uuid4(), uuid4()
    students(crowded, 3)
    (shared,) = queue(ben, crowded)
    start_run(CLOCK, CLOCK.params(seed=shared.seed), cleo, room=quiet)
    cancel_run(shared, cleo)
    assert serve(4)[-1] == shared


def test_a_run_that_lost_its_worker_goes_on_before_all_others():
    students(uuid4(), 3)
    begun = take()
    leases.hand_back(begun)
    assert take().run_id == begun.run_id


def test_runs_that_nobody_waits_for_any_more_are_still_made(ben: Guest):
    (run,) = queue(ben)
    Ask.objects.all().delete()
    assert [each.run_id for each in line("cpu")] == [run.id]


def test_each_queue_has_a_line_of_its_own(ben: Guest):
    queue(ben)
    assert line("gpu") == []


def test_places_are_counted_from_the_front():
    students(uuid4(), 3)
    assert sorted(each.ahead for each in places("cpu").values()) == [0, 1, 2]


def awake(processes: int) -> None:
    for number in range(processes):
        Worker.objects.create(name=f"w{number}", queue="cpu", device="cpu", beat_at=Now())


def took(seconds: float) -> None:
    """Let the lab's runs so far have taken this long."""
    queue(Guest.objects.create())
    serve(1)
    Run.objects.update(started_at=Now() - timedelta(seconds=seconds), settled_at=Now())


def test_the_wait_is_foretold_from_how_long_the_lab_took_so_far():
    took(7)
    awake(2)
    students(uuid4(), 5)
    assert [each.eta_seconds for each in places("cpu").values()] == [0, 0, 7, 7, 15]


def test_what_is_under_way_is_foretold_to_take_the_rest_of_its_time():
    took(7)
    awake(1)
    students(uuid4(), 2)
    Run.objects.filter(id=take().run_id).update(started_at=Now() - timedelta(seconds=4))
    (place,) = places("cpu").values()
    assert place.eta_seconds == 3


def test_without_a_worker_nobody_is_told_that_one_is_near(ben: Guest):
    (run,) = queue(ben)
    assert not place_of(run).awake


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(rooms=st.lists(st.integers(1, 8), min_size=1, max_size=4), slots=st.integers(1, 4))
def test_no_room_is_ever_served_twice_more_than_another_that_waits(rooms: list[int], slots: int):
    Run.objects.all().delete()
    for size in rooms:
        students(uuid4(), size)
    left = Run.objects.count()
    held: list[Lease] = []
    while left:
        waiting = set(Run.objects.filter(state=RunState.QUEUED).values_list("room", flat=True))
        counts = {
            room: Run.objects.filter(room=room).exclude(state=RunState.QUEUED).count()
            for room in waiting
        }
        assert max(counts.values()) - min(counts.values()) <= 1
        held.append(take())
        left -= 1
        if len(held) == slots:
            leases.finish(held.pop(0), [], 1.0, {})
