"""What the pages of a room's students are told: once a change, one text for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.urls import reverse

from explorer.runs.stage import partial
from explorer.runs.telling import Message, Told
from explorer.workshops.models import Room
from explorer.workshops.seat_pages import fresh_step, revealed_answers, step_links
from explorer.workshops.selectors import step_of, steps_with_doings

AGAIN = '<hx-partial hx-target="#again" hx-swap="innerHTML"><page-again></page-again></hx-partial>'
"""Has the page load itself again: what it shows is the student's own."""
CLEARED = '<hx-partial hx-target="#seat" hx-swap="innerHTML"></hx-partial>'
"""Of elements that were there before, htmx would hand the styles on, which the policy forbids."""


def away() -> str:
    """Have the page of a student who has no seat any more go to where one takes a seat."""
    return AGAIN.replace("<page-again>", f'<page-again to="{reverse("join")}">')


@dataclass(frozen=True, slots=True)
class SeatNow:
    """Where one student is, and what the page needs to know to follow."""

    state: str
    step: int
    done: frozenset[int]
    """At which steps the student did something."""
    asked: bool
    """Whether a teacher would like to show the student's result."""


@dataclass(frozen=True)
class RoomNews(Message):
    """How a room stands at a version."""

    bars: Mapping[int, str] = field(default_factory=dict)
    """The bar above a step, by its number."""
    fresh: Mapping[int, str] = field(default_factory=dict)
    """A step as it is for those who did nothing there yet."""
    seats: Mapping[UUID, SeatNow] = field(default_factory=dict)


class Rooms:
    """Tells of rooms: by the version that rises with whatever students see change."""

    rest_seconds = 0.0

    def news(self, told: Mapping[UUID, Told]) -> Sequence[RoomNews]:
        versions = dict(Room.objects.filter(id__in=told).values_list("id", "version"))
        changed = [each for each, version in versions.items() if version > told[each].seq]
        rooms = Room.objects.filter(id__in=changed)
        return [news_of(room, told[room.id].seq) for room in rooms] + [
            _gone(each) for each in set(told) - set(versions)
        ]


ROOMS = Rooms()


def news_of(room: Room, after: int = -1) -> RoomNews:
    """Return how a room stands."""
    done = steps_with_doings(room)
    seats = {
        seat.id: SeatNow(
            seat.state,
            step_of(seat, room),
            frozenset(done.get(seat.id, ())),
            bool(seat.show_asked_at and not seat.show_agreed_at),
        )
        for seat in room.seats.all()
    }
    numbers = {each.step for each in seats.values()}
    return RoomNews(
        run_id=room.id,
        after=after,
        seq=room.version,
        html="",
        status="",
        settled=room.ended_at is not None,
        bars={number: bar(room, number) for number in numbers},
        fresh={number: _fresh(_StepOf(room.id, number, room)) for number in numbers},
        seats=seats,
    )


def _gone(room_id: UUID) -> RoomNews:
    return RoomNews(room_id, 0, 2**62, "", "", settled=True)


def bar(room: Room, number: int) -> str:
    """Draw what stands above every student's step: where the class is, and the pause."""
    shown = {"room": room, "number": number, "steps": step_links(room, number)}
    answers = {"answers": revealed_answers(room, number)}
    return partial("room-bar", "workshops/bar.html", shown) + partial(
        "room-answers", "workshops/answers.html", answers
    )


@dataclass(frozen=True)
class _StepOf:
    """A step of a room by what decides how it looks: a room's plan never changes."""

    room_id: UUID
    number: int
    room: Room = field(compare=False)


@lru_cache(maxsize=128)
def _fresh(of: _StepOf) -> str:
    view = fresh_step(of.room, of.number)
    return CLEARED + partial("seat", "workshops/step.html", {"view": view})
