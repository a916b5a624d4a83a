import pytest

from explorer.accounts.models import Guest
from explorer.workshops.models import Room, SeatRun
from explorer.workshops.rooms import pause, resume
from explorer.workshops.seats import SeatRefused, answer_step, leave, run_step, take_seat


def test_a_student_who_comes_back_from_the_same_browser_has_the_same_seat(
    room: Room, ben: Guest
) -> None:
    seat = take_seat(room, ben, "Ben")
    leave(seat)
    assert take_seat(room, ben, "somebody else").nickname == "Ben"


def test_two_students_of_one_name_are_told_apart(room: Room, ben: Guest, cleo: Guest) -> None:
    take_seat(room, ben, "Sam")
    assert take_seat(room, cleo, "sam").nickname == "sam 2"


def test_a_run_knows_the_room_that_first_asked_for_it(room: Room, ben: Guest) -> None:
    seat = take_seat(room, ben, "Ben")
    run = run_step(seat, room, 2, room.step(2).params())
    assert run.room == room.id
    assert SeatRun.objects.get().run == run


def test_equal_runs_of_a_class_are_one_computation(room: Room, ben: Guest, cleo: Guest) -> None:
    runs = {
        run_step(take_seat(room, guest, name), room, 2, room.step(2).params()).id
        for guest, name in ((ben, "Ben"), (cleo, "Cleo"))
    }
    assert len(runs) == 1


def test_nobody_runs_anything_while_the_class_pauses(room: Room, ben: Guest) -> None:
    seat = take_seat(room, ben, "Ben")
    pause(room)
    with pytest.raises(SeatRefused, match="paused"):
        run_step(seat, room, 2, room.step(2).params())
    resume(room)
    assert run_step(seat, room, 2, room.step(2).params())


def test_what_was_said_stays_said(room: Room, ben: Guest) -> None:
    seat = take_seat(room, ben, "Ben")
    answer_step(seat, room, 1, 16.0)
    answer_step(seat, room, 1, 80.0)
    assert seat.answers.get().value == 16.0
