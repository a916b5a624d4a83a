"""What a teacher's pages of a room show: the wall, the view for the class, the overlay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from explorer.catalog.pages import LabPage
from explorer.experiments.notes import rendered
from explorer.runs.pages import shown_of
from explorer.stylesheet import sources
from explorer.workshops.aliases import alias
from explorer.workshops.answers import Answers
from explorer.workshops.invitations import co_token
from explorer.workshops.limits import proof_of
from explorer.workshops.models import Pace, Room, Seat, SeatState
from explorer.workshops.plans import Step
from explorer.workshops.seat_pages import answers_at, labs_of, scripts_of
from explorer.workshops.selectors import current_run, step_of
from explorer.workshops.steps import held_out
from explorer.workshops.wall import Tile, tiles
from explorer.workshops.wall_telling import summary
from labs.contract import Lab


def name_of(room: Room, seat: Seat) -> str:
    """Return what a student is called where others read it."""
    return alias(seat) if room.anonymous else seat.nickname


def answers_of(room: Room, number: int) -> Answers | None:
    """Return what the class answered at a step, with names as the room shows them."""
    question = room.step(number).question
    if question is None:
        return None
    return Answers(
        question, [(name_of(room, seat), value) for seat, value in answers_at(room, number)]
    )


@dataclass(frozen=True, slots=True)
class Place:
    """One step of the plan, and what the teacher may do about it."""

    number: int
    step: Step
    open: bool
    revealed: bool
    here: int
    """How many students are on it."""

    @property
    def asks(self) -> bool:
        """Whether there is something to reveal: answers, or what was bet on."""
        return self.step.question is not None or held_out(self.step) is not None


@dataclass(frozen=True)
class WallPage:
    """``workshops/wall.html``."""

    room: Room
    origin: str
    """Scheme and host, so that addresses can be copied whole."""
    own: bool
    """Whether the reader opened the room, and may end and delete it."""
    notices: Sequence[str] = ()

    @property
    def code(self) -> str:
        return self.room.spoken

    @property
    def join_address(self) -> str:
        query = f"?code={self.room.code}&t={proof_of(self.room)}"
        return f"{self.origin}{reverse('join')}{query}"

    @property
    def short_address(self) -> str:
        return f"{self.origin.partition('://')[2]}{reverse('join')}"

    @property
    def co_address(self) -> str:
        path = reverse("co_teach", args=[self.room.id, co_token(self.room)])
        return f"{self.origin}{path}"

    @property
    def labs(self) -> list[Lab]:
        return labs_of(self.room)

    @property
    def styled_labs(self) -> list[Lab]:
        return [lab for lab in self.labs if sources(lab)]

    @property
    def scripts(self) -> list[str]:
        return scripts_of(self.labs)

    @cached_property
    def tiles(self) -> list[Tile]:
        return tiles(self.room)

    @property
    def summary(self) -> Mapping[str, object]:
        return summary(self.room, self.tiles)

    @property
    def last_seat(self) -> int:
        last = self.room.seats.order_by("-number").values_list("number", flat=True).first()
        return last or 0

    @property
    def empty_places(self) -> list[int]:
        there = {each.number for each in self.tiles}
        return [number for number in range(1, self.last_seat + 1) if number not in there]

    @property
    def paces(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Pace.choices]

    @cached_property
    def places(self) -> list[Place]:
        room = self.room
        return [
            Place(
                number,
                step,
                room.first_step <= number <= room.last_step,
                number in room.revealed,
                sum(tile.step == number for tile in self.tiles),
            )
            for number, step in enumerate(room.plan.steps, 1)
        ]

    @property
    def asking(self) -> list[Seat]:
        return list(self.room.seats.filter(state=SeatState.ASKED).order_by("number"))

    @property
    def answers(self) -> list[tuple[int, Step, Answers]]:
        """What was asked, and what the class says so far."""
        return [
            (each.number, each.step, found)
            for each in self.places
            if (found := answers_of(self.room, each.number))
        ]


@dataclass(frozen=True)
class ClassPage:
    """``workshops/class.html``: what the projector shows."""

    room: Room
    origin: str

    @property
    def wall(self) -> WallPage:
        return WallPage(self.room, self.origin, own=False)

    @property
    def step(self) -> Step:
        return self.room.step(self.room.first_step)

    @property
    def prompt(self) -> SafeString:
        return rendered(self.step.prompt)

    @property
    def students(self) -> int:
        return self.room.seats.filter(state=SeatState.IN).count()

    @property
    def answered(self) -> int:
        return len(answers_at(self.room, self.room.first_step))

    @cached_property
    def spotlight(self) -> LabPage | None:
        """The result of a student who agreed to show it."""
        seat = self.room.spotlight
        if seat is None or seat.show_agreed_at is None:
            return None
        run = current_run(seat, step_of(seat, self.room))
        return LabPage(run.lab, run.lab_params(), shown_of(run)) if run else None

    @property
    def spotlight_name(self) -> str:
        return name_of(self.room, self.room.spotlight) if self.room.spotlight else ""

    @property
    def answers(self) -> Answers | None:
        """The answers, once they are revealed."""
        if self.room.first_step not in self.room.revealed:
            return None
        return answers_of(self.room, self.room.first_step)
