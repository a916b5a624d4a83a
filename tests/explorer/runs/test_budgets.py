"""How much of the workers one may have, and when there is more."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client

from explorer.accounts.models import Guest
from explorer.runs import leases
from explorer.runs.budgets import USUAL
from explorer.runs.keeping import forget_room
from explorer.runs.models import Ask, Run, Worker
from explorer.runs.services import PATIENCE_SECONDS, TooManyRuns, start_run
from explorer.runs.spans import span
from labs.registry import labs

pytestmark = pytest.mark.django_db

CLOCK = labs()["clockwork"]
HOUR = 3600


def params(seed: int = 0, steps: int = 5):
    return CLOCK.params(seed=seed, steps=steps)


def spend(guest: Guest, seconds: float, *, room: UUID | None = None, hours_ago: float = 0) -> Run:
    """Let a run of a guest have taken so long, and have begun so many hours ago."""
    run = start_run(CLOCK, params(Run.objects.count() + 100), guest, room=room)
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    leases.finish(lease, [], 0.1, {})
    began = Now() - timedelta(hours=hours_ago)
    settled = began + timedelta(seconds=seconds)
    Run.objects.filter(id=run.id).update(started_at=began, settled_at=settled)
    return run


def test_a_guest_who_used_the_days_seconds_is_told_when_there_are_more(ben: Guest):
    spend(ben, USUAL.guest_seconds / 2, hours_ago=20)
    spend(ben, USUAL.guest_seconds / 2, hours_ago=1)
    with pytest.raises(TooManyRuns, match=r"60 min of computing within a day, .*about 4 h") as told:
        start_run(CLOCK, params(), ben)
    assert abs(told.value.retry_after_seconds - 4 * HOUR) < 60


def test_what_was_used_more_than_a_day_ago_is_forgotten(ben: Guest):
    spend(ben, USUAL.guest_seconds, hours_ago=25)
    start_run(CLOCK, params(), ben)


def test_the_seconds_of_other_processes_count(ben: Guest):
    run = spend(ben, 1)
    Run.objects.filter(id=run.id).update(cpu_seconds=USUAL.guest_seconds)
    with pytest.raises(TooManyRuns):
        start_run(CLOCK, params(), ben)


def test_joining_costs_nothing(ben: Guest, cleo: Guest):
    shared = spend(ben, USUAL.guest_seconds)
    assert start_run(CLOCK, params(shared.seed), cleo) == shared
    start_run(CLOCK, params(), cleo)


def test_whoever_has_nothing_left_still_opens_what_was_computed(ben: Guest, cleo: Guest):
    kept = spend(cleo, 1)
    spend(ben, USUAL.guest_seconds)
    assert start_run(CLOCK, params(kept.seed), ben) == kept


def test_a_room_has_seconds_of_its_own(ben: Guest, cleo: Guest):
    room = uuid4()
    spend(ben, USUAL.guest_seconds)
    spend(ben, USUAL.room_seconds, room=room)
    with pytest.raises(TooManyRuns, match="this room has used about 8 h"):
        start_run(CLOCK, params(2), ben, room=room)
    start_run(CLOCK, params(3), cleo)


def test_a_room_that_is_deleted_leaves_no_word_with_the_runs_that_others_keep(ben: Guest):
    room = uuid4()
    run = spend(ben, USUAL.guest_seconds, room=room)
    forget_room(room)
    run.refresh_from_db()
    assert run.room is None
    assert room.hex not in Ask.objects.get(run=run).party
    start_run(CLOCK, params(), ben)


def test_the_page_says_when_and_so_does_the_header(ben: Guest, client_of):
    spend(ben, USUAL.guest_seconds, hours_ago=23)
    browser: Client = client_of(ben)
    answer = browser.post("/labs/clockwork/run", {"seed": 4})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= HOUR
    assert "new runs can be started in about 60 min" in answer.content.decode()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "about 1 s"), (90, "about 90 s"), (150, "about 2 min"), (7300, "about 2 h")],
)
def test_a_span_is_said_as_precisely_as_anybody_cares(seconds: float, said: str):
    assert span(seconds) == said


class Crowd:
    """A room whose runs would wait longer than anybody's patience."""

    def __init__(self, slow_seconds: float = PATIENCE_SECONDS) -> None:
        self.room = uuid4()
        self.kept = spend(Guest.objects.create(), slow_seconds)
        Worker.objects.create(name="w", queue="cpu", device="cpu", beat_at=Now())
        for seed in range(2):
            start_run(CLOCK, params(seed, steps=9), Guest.objects.create(), room=self.room)


def test_when_a_room_outgrows_the_workers_another_seed_answers_and_says_so(ben: Guest, client_of):
    crowd = Crowd()
    given = start_run(CLOCK, params(7), ben, room=crowd.room)
    assert given == crowd.kept
    assert Ask.objects.get(run=given, guest=ben).instead
    page = client_of(ben).get(f"/r/{given.id}").content.decode()
    assert "was given instead of a new run" in page
    assert f"seed {given.seed}" in page
    assert (
        "instead of a new run"
        not in client_of(Guest.objects.create()).get(f"/r/{given.id}").content.decode()
    )


def test_when_a_room_outgrows_the_workers_nothing_is_repeated(ben: Guest):
    crowd = Crowd()
    kept = params(crowd.kept.seed)
    assert start_run(CLOCK, kept, ben, room=crowd.room, again=True) == crowd.kept


def test_other_settings_are_never_answered_by_a_kept_result(ben: Guest):
    crowd = Crowd()
    run = start_run(CLOCK, params(7, steps=6), ben, room=crowd.room)
    assert run.state == "queued"


def test_a_room_that_need_not_wait_long_gets_new_runs(ben: Guest):
    crowd = Crowd(slow_seconds=2)
    assert start_run(CLOCK, params(7), ben, room=crowd.room).state == "queued"


def test_outside_a_room_everybody_waits_for_what_they_asked_for(ben: Guest):
    Crowd()
    assert start_run(CLOCK, params(7), ben).state == "queued"
