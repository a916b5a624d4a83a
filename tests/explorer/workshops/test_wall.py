import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from explorer.accounts.models import Guest, User
from explorer.runs.models import Run
from explorer.workshops.aliases import alias
from explorer.workshops.models import Room, Seat
from explorer.workshops.rooms import anonymise, reset_step
from explorer.workshops.seats import answer_step, run_step, take_seat
from explorer.workshops.wall import STUCK_SECONDS, tiles

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Guest | User], Client]


def wall(room: Room) -> str:
    return reverse("wall", args=[room.id])


def at(name: str, room: Room, *more: int) -> str:
    return reverse(name, args=[room.id, *more])


def test_the_wall_says_how_each_student_stands(
    room: Room, bens: Seat, cleo: Guest, finish: Callable[[Run], None]
) -> None:
    cleos = take_seat(room, cleo, "Cleo")
    answer_step(cleos, room, 1, 3.0)
    finish(run_step(bens, room, 2, room.step(2).params()))
    ben, other = tiles(room)
    assert (ben.name, ben.state, ben.step, ben.holds) == ("Ben", "finished", 2, 1)
    assert (other.name, other.state, other.step) == ("Cleo", "answered", 1)


def test_a_student_who_does_nothing_grows_warm(room: Room, bens: Seat) -> None:
    assert tiles(room)[0].heat == 0
    long_ago = timezone.now() - timedelta(seconds=STUCK_SECONDS)
    Seat.objects.filter(id=bens.id).update(moved_at=long_ago)
    assert tiles(room)[0].heat == 4


def test_aliases_are_stable_and_no_two_are_alike(room: Room) -> None:
    seats = [Seat(room=room, number=number) for number in range(1, 1001)]
    assert len({alias(seat) for seat in seats}) == 1000
    assert alias(seats[4]) == alias(seats[4])
    assert alias(Seat(room=Room(), number=5)) != alias(seats[4])


def test_one_button_hides_every_nickname(room: Room, bens: Seat, teacher: Client) -> None:
    teacher.post(at("anonymise_room", room), {"names": "no"})
    html = teacher.get(wall(room)).content.decode()
    assert "Ben" not in html
    assert alias(bens) in html
    teacher.post(at("anonymise_room", room), {"names": "yes"})
    assert "Ben" in teacher.get(wall(room)).content.decode()


def test_pinned_students_come_first(room: Room, bens: Seat, cleo: Guest, teacher: Client) -> None:
    cleos = take_seat(room, cleo, "Cleo")
    teacher.post(at("pin_seat", room, cleos.number), {"pin": "yes"})
    assert [each.name for each in tiles(room)] == ["Cleo", "Ben"]
    teacher.post(at("pin_seat", room, cleos.number), {"pin": "no"})
    assert [each.name for each in tiles(room)] == ["Ben", "Cleo"]


def test_a_student_is_seen_in_miniature_and_whole(
    room: Room, bens: Seat, teacher: Client, finish: Callable[[Run], None]
) -> None:
    assert teacher.get(at("seat_picture", room, 1)).status_code == 404
    finish(run_step(bens, room, 2, room.step(2).params()))
    picture = teacher.get(at("seat_picture", room, 1))
    assert b'class="panel panel-clock"' in picture.content
    assert b'id="m1-clock-ticked"' in picture.content
    assert b"Try it" in teacher.get(at("student", room, 1)).content


def test_results_are_laid_over_one_another_under_the_names_of_the_wall(
    room: Room, bens: Seat, cleo: Guest, teacher: Client, finish: Callable[[Run], None]
) -> None:
    cleos = take_seat(room, cleo, "Cleo")
    finish(run_step(bens, room, 2, room.step(2).params()))
    finish(run_step(cleos, room, 2, room.step(2).params().model_copy(update={"steps": 9})))
    anonymise(room, hidden=True)
    html = teacher.get(at("overlay_seats", room), {"seats": ["1", "2", "x", "9" * 40]}).content
    assert alias(bens) in html.decode()
    assert b"Ben" not in html
    too_few = teacher.get(at("overlay_seats", room), {"seats": "1"}).content
    assert b"takes 2 to 8" in too_few


def test_everything_leaves_as_one_table(
    room: Room, bens: Seat, teacher: Client, finish: Callable[[Run], None]
) -> None:
    answer_step(bens, room, 1, 12.0)
    finish(run_step(bens, room, 2, room.step(2).params()))
    answer = teacher.get(at("room_csv", room))
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["name"], row["what"], row["step"]) for row in rows] == [
        ("Ben", "answer", "1"), ("Ben", "run", "2"),
    ]  # fmt: skip
    assert rows[0]["value"] == "12.0"
    assert "ticks 1 holds" in rows[1]["claims"]


def test_a_nickname_that_a_spreadsheet_would_compute_leaves_as_text(
    room: Room, ben: Guest, teacher: Client
) -> None:
    answer_step(take_seat(room, ben, "=1+1"), room, 1, 12.0)
    assert "'=1+1" in teacher.get(at("room_csv", room)).content.decode()


def test_a_reset_step_is_as_it_was_in_the_beginning(room: Room, bens: Seat) -> None:
    answer_step(bens, room, 1, 12.0)
    run_step(bens, room, 2, room.step(2).params())
    reset_step(room, 1)
    assert not bens.answers.exists()
    assert bens.seat_runs.count() == 1


def test_another_teaches_too_by_link_and_cannot_end_the_room(
    room: Room, teacher: Client, outsider: Client
) -> None:
    html = teacher.get(wall(room)).content.decode()
    link = html.partition(f"/rooms/{room.id}/teach/")[2][:32]
    assert outsider.get(wall(room)).status_code == 404
    invitation = at("wall", room) + f"/teach/{link}"
    assert outsider.get(invitation).status_code == 200
    assert outsider.get(wall(room)).status_code == 404
    outsider.post(invitation)
    assert outsider.get(wall(room)).status_code == 200
    assert outsider.post(at("end_room", room)).status_code == 404
    assert outsider.get(at("wall", room) + f"/teach/{'0' * 32}").status_code == 404


def test_the_pace_is_refused_where_it_cannot_be(room: Room, teacher: Client) -> None:
    sent = {"pace": "window", "first": "3", "last": "2"}
    answer = teacher.post(at("pace_room", room), sent)
    assert answer.status_code == 422
    assert b"the steps go from 3 to 2" in answer.content
    missing = teacher.post(at("pace_room", room), {"pace": "teacher", "first": "99", "last": "99"})
    assert b"step 99 was named" in missing.content


def test_the_qr_code_holds_the_join_link(room: Room, teacher: Client) -> None:
    answer = teacher.get(at("room_code", room))
    assert answer["Content-Type"] == "image/svg+xml"
    assert room.code in answer.content.decode()
