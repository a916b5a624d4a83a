"""A room that is deleted leaves no row, no event and no file."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from explorer.accounts.leaving import delete_everything_of
from explorer.accounts.models import Guest, User
from explorer.runs.models import Artifact, Run
from explorer.runs.services import start_run
from explorer.runs.uploads import keep_blob
from explorer.workshops.forgetting import delete_room, forget_old_rooms
from explorer.workshops.models import KEPT_DAYS, Room, Seat
from explorer.workshops.plans import Plan
from explorer.workshops.rooms import end, open_room
from explorer.workshops.seats import answer_step, bet_on_step, run_step, take_seat

pytestmark = pytest.mark.django_db
KNOWN_BEFORE = {"accounts.Guest", "accounts.User", "contenttypes.ContentType", "auth.Permission"}


def rows() -> dict[str, int]:
    """Return how many rows each table has, of those that have any."""
    counted = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return {label: count for label, count in counted.items() if count}


def use(room: Room, finish: Callable[[Run], None]) -> str:
    """Let a guest do everything that a student can; return where a file of it lies."""
    seat = take_seat(room, Guest.objects.create(), "Ben")
    answer_step(seat, room, 1, 12.0)
    bet_on_step(seat, room, 1, 3.0)
    run = run_step(seat, room, 2, room.step(2).params())
    blob = keep_blob(b"what was made", "text/plain")
    Artifact.objects.create(run=run, name="made.txt", blob=blob)
    finish(run)
    return blob.path


def test_no_trace_of_a_deleted_room_is_found(
    ada: User, plan: Plan, finish: Callable[[Run], None]
) -> None:
    before = rows()
    room = open_room(ada.guest, plan)
    path = use(room, finish)
    assert default_storage.exists(path)
    delete_room(room)
    assert rows() == before
    assert not default_storage.exists(path)


def test_rooms_delete_themselves_after_thirty_days(
    ada: User, plan: Plan, finish: Callable[[Run], None]
) -> None:
    before = rows()
    old, fresh = open_room(ada.guest, plan), open_room(ada.guest, plan)
    use(old, finish)
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS, seconds=1)
    Room.objects.filter(id=old.id).update(opened_at=long_ago)
    assert forget_old_rooms() == 1
    assert list(Room.objects.all()) == [fresh]
    delete_room(fresh)
    assert rows() == before


def test_a_room_past_its_time_is_joined_by_nobody(room: Room) -> None:
    Room.objects.update(opened_at=timezone.now() - timedelta(days=KEPT_DAYS, seconds=1))
    answer = Client().post("/join", {"code": room.code, "nickname": "Ben"})
    assert answer.status_code == 422


def test_what_a_student_had_before_stays(
    room: Room, bens: Seat, ben: Guest, finish: Callable[[Run], None]
) -> None:
    step = room.step(2)
    own = start_run(step.its_lab, step.params(), ben)
    run_step(bens, room, 2, step.params())
    other = run_step(bens, room, 2, step.params().model_copy(update={"steps": 9}))
    delete_room(room)
    assert Guest.objects.filter(id=ben.id).exists()
    assert Run.objects.filter(id=own.id).exists()
    assert not Run.objects.filter(id=other.id).exists()


def test_a_run_that_is_under_way_is_stopped_and_goes(room: Room, bens: Seat) -> None:
    run_step(bens, room, 2, room.step(2).params())
    delete_room(room)
    assert not Run.objects.exists()


def test_whoever_opened_the_room_deletes_it_at_once(
    room: Room, bens: Seat, teacher: Client, outsider: Client
) -> None:
    address = reverse("delete_room", args=[room.id])
    assert outsider.post(address).status_code == 404
    assert teacher.get(address).status_code == 200
    assert Room.objects.exists()
    teacher.post(address)
    assert not Room.objects.exists()


def test_a_teacher_who_leaves_takes_the_rooms_along(
    ada: User, room: Room, finish: Callable[[Run], None]
) -> None:
    use(room, finish)
    delete_everything_of(ada.guest)
    assert set(rows()) <= KNOWN_BEFORE - {"accounts.Guest", "accounts.User"}


def test_a_student_who_leaves_the_site_leaves_no_seat(room: Room, bens: Seat, ben: Guest) -> None:
    answer_step(bens, room, 1, 12.0)
    delete_everything_of(ben)
    assert not Seat.objects.exists()


def test_an_ended_room_still_goes_when_its_time_is_over(room: Room) -> None:
    end(room)
    Room.objects.update(opened_at=timezone.now() - timedelta(days=KEPT_DAYS, seconds=1))
    assert forget_old_rooms() == 1
