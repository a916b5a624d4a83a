"""Several students' results over one another, as the lab draws several runs on one chart."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from explorer.experiments.comparing import FEWEST, MOST, ComparePage, Series
from explorer.experiments.drawing import pictures
from explorer.runs.models import NotShown, Run, RunState
from explorer.workshops.models import Room, Seat
from explorer.workshops.selectors import current_run, step_of
from explorer.workshops.wall_pages import name_of


@dataclass(frozen=True, slots=True)
class StudentSeries(Series):
    """One student's run, under the name that the room shows."""

    name: str = ""

    @property
    def title(self) -> str:
        return self.name


def overlay_page(room: Room, numbers: Iterable[int]) -> ComparePage:
    """Return the finished results of up to eight students of one lab, side by side."""
    seats = room.seats.filter(number__in=list(numbers)).order_by("number")
    chosen = [(seat, run) for seat in seats if (run := _result(room, seat))]
    slug = chosen[0][1].lab_slug if chosen else ""
    alike = [(seat, run) for seat, run in chosen if run.lab_slug == slug][:MOST]
    drawn = pictures([run for _, run in alike])
    series = [
        StudentSeries(
            number=number,
            run=run,
            word=f"{reverse('wall', args=[room.id])}#place-{seat.number}",
            picture=picture,
            name=name_of(room, seat),
        )
        for number, ((seat, run), picture) in enumerate(zip(alike, drawn, strict=True), 1)
    ]
    notices = []
    if len(series) < FEWEST:
        notices.append(
            f"{len(series) or 'no'} of the chosen students has a kept result of one lab, but it "
            f"takes {FEWEST} to {MOST}; tick more on the wall, or wait until their runs are kept"
        )
    return ComparePage(series, notices, most=len(series))


def _result(room: Room, seat: Seat) -> Run | None:
    """Return a student's kept result of the step where they are, if it can be shown."""
    run = current_run(seat, step_of(seat, room))
    if run is None or run.state != RunState.FINISHED:
        return None
    try:
        run.lab_params()
    except NotShown:
        return None
    return run
