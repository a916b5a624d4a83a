from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from explorer.accounts.models import Guest, User
from explorer.workshops import limits
from explorer.workshops.codes import LENGTH, SYMBOLS, new_code, read_code
from explorer.workshops.limits import FAILURES_AN_ADDRESS, proof_of
from explorer.workshops.models import FailedJoin, Room, Seat
from explorer.workshops.nicknames import NicknameRefused, read_nickname
from explorer.workshops.plans import Plan
from explorer.workshops.rooms import end, open_room

JOIN = "/join"


def sent(room: Room, nickname: str = "Ben", **more: str) -> dict[str, str]:
    return {"code": room.code, "nickname": nickname, **more}


def test_codes_have_no_symbol_that_is_mistaken_for_another() -> None:
    assert set("0O1IL").isdisjoint(SYMBOLS)
    code = new_code()
    assert len(code) == LENGTH
    assert set(code) <= set(SYMBOLS)


@pytest.mark.parametrize("typed", ["abcd efgh", " ABCD-EFGH ", "abcdefgh"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "ABCDEFGH"


@pytest.mark.parametrize("typed", ["", "ABCDEFG", "ABCDEFGO", "ABCDEFG1", "é" * 8, "A" * 500])
def test_what_can_be_no_code_opens_nothing(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_and_a_nickname_are_all_it_takes(room: Room) -> None:
    browser = Client()
    answer = browser.post(JOIN, sent(room))
    assert answer["Location"] == reverse("seat", args=[room.id])
    assert browser.get(answer["Location"]).status_code == 200
    assert Seat.objects.get().nickname == "Ben"


def test_looking_at_the_page_makes_nobody_a_guest(room: Room) -> None:
    browser = Client()
    assert browser.get(JOIN).status_code == 200
    assert "guest" not in browser.cookies


def test_a_code_of_a_room_that_ended_opens_nothing(room: Room) -> None:
    end(room)
    answer = Client().post(JOIN, sent(room))
    assert answer.status_code == 422
    assert b"no room is open under this code" in answer.content.lower()


@pytest.mark.parametrize("nickname", ["", "   ", "x" * 25, "a\u202eb", "\0"])
def test_a_nickname_that_cannot_be_is_refused_in_a_sentence(room: Room, nickname: str) -> None:
    answer = Client().post(JOIN, sent(room, nickname))
    assert answer.status_code == 422
    assert not Seat.objects.exists()


@pytest.mark.parametrize("nickname", ["Sh1thead", "f u c k", "NAZI", "Arsch-loch", "4s5"])
def test_an_unkind_nickname_is_refused_kindly(nickname: str) -> None:
    with pytest.raises(NicknameRefused, match="another"):
        read_nickname(nickname)


@pytest.mark.parametrize(
    "nickname", ["Dick", "Scunthorpe", "Essex", "Cassandra", "Nazim", "李雷", "Student 455"]
)
def test_names_that_only_look_unkind_are_let_through(nickname: str) -> None:
    assert read_nickname(nickname) == nickname


def test_coming_back_keeps_the_seat_and_a_second_tab_too(room: Room) -> None:
    browser = Client()
    browser.post(JOIN, sent(room))
    browser.post(reverse("leave_room", args=[room.id]))
    assert browser.get(reverse("seat", args=[room.id])).status_code == 404
    browser.post(JOIN, sent(room, "Benjamin"))
    assert browser.get(reverse("seat", args=[room.id])).status_code == 200
    assert Seat.objects.get().nickname == "Ben"


def test_whoever_sits_already_is_offered_to_go_on(room: Room) -> None:
    browser = Client()
    browser.post(JOIN, sent(room))
    assert b"Go on as Ben" in browser.get(JOIN).content


def test_two_hundred_students_behind_one_address_join_freely(room: Room) -> None:
    for number in range(200):
        assert Client().post(JOIN, sent(room, f"Student {number}")).status_code == 302
    assert room.seats.count() == 200


def test_too_many_wrong_codes_from_one_address_are_held_up(room: Room) -> None:
    for _ in range(FAILURES_AN_ADDRESS):
        assert Client().post(JOIN, {"code": "AAAAAAAA", "nickname": "x"}).status_code == 422
    held_up = Client().post(JOIN, sent(room))
    assert held_up.status_code == 429
    assert int(held_up["Retry-After"]) > 0
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(JOIN, sent(room))
    assert elsewhere.status_code == 302


def test_the_join_link_opens_the_room_whatever_others_guessed(room: Room) -> None:
    for _ in range(FAILURES_AN_ADDRESS):
        Client().post(JOIN, {"code": "AAAAAAAA"})
    assert Client().post(JOIN, sent(room, t=proof_of(room))).status_code == 302
    assert Client().post(JOIN, sent(room, t="x" * 24)).status_code == 429


def test_wrong_codes_are_limited_from_everywhere_together(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FAILURES_EVERYWHERE", 3)
    for last in range(3):
        Client(REMOTE_ADDR=f"192.0.2.{last}").post(JOIN, {"code": "AAAAAAAA"})
    assert Client(REMOTE_ADDR="192.0.2.99").post(JOIN, sent(room)).status_code == 429


def test_no_address_is_kept_of_a_failed_join(room: Room) -> None:
    Client(REMOTE_ADDR="192.0.2.7").post(JOIN, {"code": "AAAAAAAA"})
    assert "192.0.2.7" not in str(vars(FailedJoin.objects.get()))


def test_a_teacher_may_let_each_student_in(
    ada: User, plan: Plan, ben: Guest, client_of: Callable[[Guest | User], Client]
) -> None:
    room = open_room(ada.guest, plan, approves=True)
    browser, teacher = client_of(ben), client_of(ada)
    browser.post(JOIN, sent(room))
    seat = reverse("seat", args=[room.id])
    assert b"Your teacher lets you in" in browser.get(seat).content
    assert browser.post(reverse("run_step", args=[room.id]), {"step": "2"}).status_code == 404
    teacher.post(reverse("decide_seat", args=[room.id, 1]), {"decide": "no"})
    assert b"did not let you in" in browser.get(seat).content
    teacher.post(reverse("decide_seat", args=[room.id, 1]), {"decide": "yes"})
    assert b"Guess" in browser.get(seat).content
