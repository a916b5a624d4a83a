"""What a student's page and a teacher's wall are told as a room changes."""

from collections.abc import Callable

import pytest

from explorer.accounts.models import Guest
from explorer.runs.models import Run
from explorer.runs.telling import Told
from explorer.workshops.models import Pace, Room, Seat
from explorer.workshops.pooling import PoolPage
from explorer.workshops.rooms import anonymise, pause, reset_step, set_pace
from explorer.workshops.seats import answer_step, deny, leave, run_step, take_seat
from explorer.workshops.streams import BYTES_A_DRAWING, Follower, _drawing
from explorer.workshops.telling import ROOMS, news_of
from explorer.workshops.wall_telling import pieces, places, seat_number

pytestmark = pytest.mark.django_db


def follower(seat: Seat, room: Room, *, done: bool = False) -> Follower:
    """Return a page that shows a student's step."""
    cursors = {room.id: room.version}
    return Follower(room.id, seat.id, seat.step, seat.state, "a-token", cursors, done)


def told(page: Follower, room: Room) -> str:
    return page.follow(news_of(room)).decode()


def test_a_room_is_told_of_once_a_change(room: Room) -> None:
    (first,) = ROOMS.news({room.id: Told()})
    assert ROOMS.news({room.id: Told(first.seq)}) == []
    pause(room)
    assert len(ROOMS.news({room.id: Told(first.seq)})) == 1


def test_a_pause_is_on_every_screen_and_the_step_stays(room: Room, bens: Seat) -> None:
    page = follower(bens, room)
    pause(room)
    html = told(page, room)
    assert "paused the class" in html
    assert 'hx-target="#seat"' not in html


def test_a_page_goes_to_the_step_of_the_class_with_its_own_token(room: Room, bens: Seat) -> None:
    page = follower(bens, room)
    set_pace(room, Pace.TEACHER, 3, 3)
    html = told(page, room)
    assert "Choose" in html
    assert 'value="a-token"' in html
    assert not page.over


def test_the_same_text_goes_to_all_who_begin_a_step(room: Room, bens: Seat, cleo: Guest) -> None:
    other = take_seat(room, cleo, "Cleo")
    pages = follower(bens, room), follower(other, room)
    set_pace(room, Pace.TEACHER, 2, 2)
    news = news_of(room)
    assert pages[0].follow(news) == pages[1].follow(news)


def test_who_did_something_at_the_step_loads_what_is_their_own(room: Room, bens: Seat) -> None:
    answer_step(bens, room, 3, "Tick")
    page = follower(bens, room)
    set_pace(room, Pace.TEACHER, 3, 3)
    assert "<page-again>" in told(page, room)
    assert page.over


def test_a_step_that_was_reset_begins_anew(room: Room, bens: Seat) -> None:
    answer_step(bens, room, 1, 12.0)
    page = follower(bens, room, done=True)
    reset_step(room, 1)
    assert "How many ticks?" in told(page, room)


def test_a_page_follows_no_run_of_the_step_that_it_left(room: Room, bens: Seat) -> None:
    run = run_step(bens, room, 2, room.step(2).params())
    bens.refresh_from_db()
    page = follower(bens, room, done=True)
    page.cursors[run.id] = 0
    page.runs.add(run.id)
    set_pace(room, Pace.TEACHER, 1, 1)
    told(page, room)
    assert run.id not in page.cursors


def test_whoever_left_is_led_to_where_one_joins(room: Room, bens: Seat) -> None:
    page = follower(bens, room)
    leave(bens)
    assert '<page-again to="/join">' in told(page, room)


def test_whoever_was_turned_away_is_told_to_look_again(room: Room, bens: Seat) -> None:
    page = follower(bens, room)
    deny(bens, room)
    assert "<page-again>" in told(page, room)


def test_a_deleted_room_ends_its_pages(room: Room, bens: Seat) -> None:
    page = follower(bens, room)
    room_id = room.id
    room.delete()
    (gone,) = ROOMS.news({room_id: Told(1)})
    assert '<page-again to="/join">' in page.follow(gone).decode()


def test_the_wall_is_told_piece_by_piece(
    room: Room, bens: Seat, cleo: Guest, finish: Callable[[Run], None]
) -> None:
    take_seat(room, cleo, "Cleo")
    sent: dict[str, str] = {}
    assert "Cleo" in _drawing(pieces(room), sent)
    assert _drawing(pieces(room), sent) == ""
    finish(run_step(bens, room, 2, room.step(2).params()))
    drawn = _drawing(pieces(room), sent)
    assert "Ben" in drawn
    assert "Cleo" not in drawn
    anonymise(room, hidden=True)
    assert "Ben" not in _drawing(pieces(room), sent)


def test_a_drawing_of_the_wall_holds_no_more_than_it_may(room: Room) -> None:
    seats = [take_seat(room, Guest.objects.create(), f"Student {n}") for n in range(60)]
    sent: dict[str, str] = {}
    drawings = []
    while drawn := _drawing(pieces(room), sent):
        drawings.append(drawn)
        assert len(drawn.encode()) <= BYTES_A_DRAWING
    assert len(drawings) > 1
    assert all(seat.nickname in "".join(drawings) for seat in seats)


def test_who_came_later_gets_a_place_on_the_wall(room: Room, bens: Seat) -> None:
    assert max(map(seat_number, pieces(room))) == 1
    assert 'id="place-1"' in places(1, 1)
    assert places(2, 1) == ""


def test_who_left_leaves_an_empty_place(room: Room, bens: Seat) -> None:
    leave(bens)
    assert pieces(room)["tile-1"].count("></hx-partial>") == 2


def test_a_class_that_ran_nothing_has_no_picture_yet(room: Room) -> None:
    page = PoolPage(room, 1)
    assert list(page.panels) == []
    assert page.students == 0
