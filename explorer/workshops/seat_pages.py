"""What a student's page shows, drawn for one student or for all who have done nothing yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from explorer.catalog.fields import Field
from explorer.catalog.pages import LabPage, Shown, shown_preview
from explorer.experiments.notes import rendered
from explorer.runs.models import Run, RunState
from explorer.runs.pages import shown_of, why_instead
from explorer.runs.status import Status, status_of
from explorer.runs.stream import write_cursors
from explorer.stylesheet import sources
from explorer.workshops.answers import DRAWN_POINTS, Answers
from explorer.workshops.models import Answer, Room, Seat, SeatState
from explorer.workshops.plans import Question, Step
from explorer.workshops.selectors import Doings, doings, step_of
from explorer.workshops.steps import (
    Fixed,
    dealt_settings,
    fixed_settings,
    held_out,
    offered_fields,
    own_params,
)
from labs.contract import HeldOut, Lab, Params

TOKEN = "@@token@@"  # noqa: S105 - stands where each page's own token goes
NOTHING = Doings(None, None, None)


@dataclass(frozen=True)
class StepView:
    """``workshops/step.html``: one step, as it stands for one student."""

    room_id: UUID | None
    """None in a teacher's preview, where nothing is sent."""
    number: int
    of: int
    step: Step
    done: Doings = NOTHING
    params: Params | None = None
    """The student's own settings, where they were dealt some."""
    token: str = TOKEN
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    instead: str = ""
    """Why a kept result was given in place of a new run."""

    @property
    def lab(self) -> Lab:
        return self.step.its_lab

    @property
    def prompt(self) -> SafeString:
        return rendered(self.step.prompt)

    @property
    def question(self) -> Question | None:
        return self.step.question

    @property
    def answered(self) -> str:
        """What the student said, as it is read again."""
        value = self.done.answer.value if self.done.answer else ""
        return f"{value:g}" if isinstance(value, float | int) else str(value)

    @property
    def waits_for_an_answer(self) -> bool:
        """Whether the result stays out of sight until the question is answered."""
        return self.question is not None and self.done.answer is None

    @cached_property
    def held_out(self) -> HeldOut | None:
        return held_out(self.step)

    @property
    def waits_for_a_bet(self) -> bool:
        """Whether the class bets on something that this student has not bet on."""
        return self.held_out is not None and self.done.bet is None

    @property
    def bet_said(self) -> str:
        return f"{self.done.bet.value:g}" if self.done.bet else ""

    @cached_property
    def dealt(self) -> list[Fixed]:
        return dealt_settings(self.step, self.settings) if self.params is not None else []

    @property
    def points(self) -> list[int]:
        return list(range(1, DRAWN_POINTS + 1))

    @property
    def middle(self) -> float:
        """Where a number or a curve begins."""
        return (self.question.low + self.question.high) / 2 if self.question else 0

    @property
    def run(self) -> Run | None:
        return self.done.run

    @property
    def can_run(self) -> bool:
        """Whether another run of the same settings could tell anything new."""
        lost = {RunState.FAILED, RunState.CANCELLED}
        return self.run is None or self.run.state in lost or bool(self.instead)

    @cached_property
    def status(self) -> Status | None:
        return status_of(self.run) if self.run else None

    @cached_property
    def settings(self) -> Params:
        if self.run:
            return self.run.lab_params()
        return self.step.params() if self.params is None else self.params

    @cached_property
    def fixed(self) -> list[Fixed]:
        return fixed_settings(self.step)

    @cached_property
    def fields(self) -> list[Field]:
        return offered_fields(self.step, self.settings, self.given, **self.errors)

    @property
    def notices(self) -> list[str]:
        offered = {each.name for each in self.fields}
        return [said for name, said in self.errors.items() if name not in offered] + (
            [self.refused] if self.refused else []
        )

    @cached_property
    def lab_page(self) -> LabPage:
        """The lab's page, of which a step shows the stage and the claims."""
        shown: Shown = shown_of(self.run) if self.run else shown_preview(self.lab, self.settings)
        return LabPage(self.lab, self.settings, shown)


@dataclass(frozen=True, slots=True)
class StepLink:
    number: int
    title: str
    current: bool
    open: bool


@dataclass(frozen=True)
class SeatPage:
    """``workshops/seat.html``."""

    room: Room
    seat: Seat
    token: str
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""

    @property
    def is_in(self) -> bool:
        return self.seat.state == SeatState.IN

    @property
    def number(self) -> int:
        return step_of(self.seat, self.room)

    @cached_property
    def view(self) -> StepView:
        number = self.number
        step, done = self.room.step(number), doings(self.seat, number)
        answer = done.answer.value if done.answer else None
        return StepView(
            self.room.id,
            number,
            len(self.room.plan.steps),
            step,
            done,
            own_params(step, self.seat.number, answer),
            self.token,
            self.given,
            self.errors,
            self.refused,
            why_instead(done.run, self.seat.guest_id) if done.run else "",
        )

    @property
    def steps(self) -> list[StepLink]:
        return step_links(self.room, self.number)

    @property
    def stream_cursor(self) -> str:
        """Where the page's stream goes on: the room's version, and the run's last event."""
        run = self.view.run
        follows = {run.id: run.last_seq} if run and not self.view.waits_for_an_answer else {}
        return write_cursors({self.room.id: self.room.version, **follows})

    @property
    def answers(self) -> Answers | None:
        return revealed_answers(self.room, self.number)

    @property
    def labs(self) -> list[Lab]:
        return labs_of(self.room)

    @property
    def styled_labs(self) -> list[Lab]:
        return [lab for lab in self.labs if sources(lab)]

    @property
    def scripts(self) -> list[str]:
        return scripts_of(self.labs)


def labs_of(room: Room) -> list[Lab]:
    """Return every lab of a room's plan once."""
    return list({step.lab: step.its_lab for step in room.plan.steps}.values())


def scripts_of(labs: Iterable[Lab]) -> list[str]:
    """Return the scripts of labs that have one."""
    return [each for lab in labs for each in LabPage(lab, lab.params(), Shown(())).scripts]


def step_links(room: Room, current: int) -> list[StepLink]:
    return [
        StepLink(number, step.title, number == current,
                 room.first_step <= number <= room.last_step)
        for number, step in enumerate(room.plan.steps, 1)
    ]  # fmt: skip


def revealed_answers(room: Room, number: int) -> Answers | None:
    """Return what the class answered, once it is revealed; without names."""
    question = room.step(number).question
    if question is None or number not in room.revealed:
        return None
    return Answers(question, [("", value) for _, value in answers_at(room, number)])


def answers_at(room: Room, number: int) -> Sequence[tuple[Seat, Any]]:
    """Return who answered what at a step, in the order of the seats."""
    found = Answer.objects.filter(seat__room=room, step=number).select_related("seat")
    return [(each.seat, each.value) for each in found.order_by("seat__number")]


def fresh_step(room: Room, number: int) -> StepView:
    """Return a step as it is for everybody who has done nothing there yet."""
    return StepView(room.id, number, len(room.plan.steps), room.step(number))
