"""What may be asked about rooms and seats. Nothing here writes."""

from dataclasses import dataclass

from explorer.runs.models import Run
from explorer.workshops.models import Answer, Bet, Room, Seat, SeatRun
from explorer.workshops.steps import held_out


def current_run(seat: Seat, step: int) -> Run | None:
    """Return the run that a student asked for last at a step."""
    asked = Run.objects.filter(seat_runs__seat=seat, seat_runs__step=step)
    return asked.order_by("-seat_runs__started_at", "-seat_runs__id").first()


def answer_of(seat: Seat, step: int) -> Answer | None:
    return Answer.objects.filter(seat=seat, step=step).first()


def bet_of(seat: Seat, step: int) -> Bet | None:
    return Bet.objects.filter(seat=seat, step=step).first()


def step_of(seat: Seat, room: Room) -> int:
    """Return the step on which a student is: where they were, within what the room allows."""
    return min(max(seat.step, room.first_step), room.last_step)


@dataclass(frozen=True, slots=True)
class Doings:
    """What one student did at one step."""

    run: Run | None
    answer: Answer | None
    bet: Bet | None

    def __bool__(self) -> bool:
        return bool(self.run or self.answer or self.bet)


def doings(seat: Seat, number: int) -> Doings:
    """Return what a student did at a step. Answer and bet are looked up where it asks for them."""
    step = seat.room.step(number)
    return Doings(
        current_run(seat, number),
        answer_of(seat, number) if step.question else None,
        bet_of(seat, number) if held_out(step) else None,
    )


def steps_with_doings(room: Room) -> dict[object, set[int]]:
    """Return at which steps each seat of a room did something."""
    done: dict[object, set[int]] = {}
    for model in (SeatRun, Answer, Bet):
        rows = model._default_manager.filter(seat__room=room).values_list("seat_id", "step")
        for seat_id, step in rows.distinct():
            done.setdefault(seat_id, set()).add(step)
    return done
