"""What students do in a room: join, go on, run, answer, bet, leave."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from explorer.accounts.models import Guest
from explorer.runs.models import Run
from explorer.runs.services import start_run
from explorer.runs.writing import announce
from explorer.upsert import upsert
from explorer.workshops.models import Answer, Bet, Room, Seat, SeatRun, SeatState
from explorer.workshops.nicknames import free_nickname
from labs.contract import Params

MOST_SEATS = 1_020
"""A thousand students, and a few who came from a second browser; so many have an alias."""


class SeatRefused(ValueError):
    """A student asked for what cannot be; the message names value, rule and remedy."""


@transaction.atomic
def take_seat(room: Room, guest: Guest, nickname: str) -> Seat:
    """Give a browser its seat, the one it had where it comes back. Raises: SeatRefused."""
    locked = Room.objects.select_for_update(no_key=True).get(id=room.id)
    had = Seat.objects.filter(room=room, guest=guest).first()
    if had:
        return _come_back(had, locked)
    taken = dict(locked.seats.values_list("number", "nickname"))
    if len(taken) >= MOST_SEATS:
        raise SeatRefused(
            f"the room has {len(taken):,} seats taken, which is the most; ask your teacher for "
            "another"
        )
    seat = Seat.objects.create(
        room=room,
        guest=guest,
        number=max(taken, default=0) + 1,
        nickname=free_nickname(nickname, taken.values()),
        state=SeatState.ASKED if locked.approves else SeatState.IN,
        step=locked.first_step,
        joined_at=Now(),
        moved_at=Now(),
    )
    announce()
    return seat


def _come_back(seat: Seat, room: Room) -> Seat:
    if seat.state == SeatState.LEFT:
        seat.state = SeatState.ASKED if room.approves else SeatState.IN
        seat.save(update_fields=["state"])
        announce()
    return seat


def go_to(seat: Seat, room: Room, step: int) -> None:
    """Move a student to a step that is open now; to the nearest where it is not."""
    step = min(max(step, room.first_step), room.last_step)
    _moved(seat, step=step)


def _moved(seat: Seat, **values: Any) -> None:
    with transaction.atomic():
        Seat.objects.filter(id=seat.id).update(moved_at=Now(), **values)
        announce()


@transaction.atomic
def run_step(seat: Seat, room: Room, step: int, params: Params) -> Run:
    """Start the step's run for a student, or join the equal one.

    Raises: TooManyRuns, SeatRefused.
    """
    refuse_while_closed(room)
    earlier = set(seat.guest.asks.values_list("run_id", flat=True))
    run = start_run(room.step(step).its_lab, params, seat.guest, room=room.id)
    first = run.id not in earlier
    asked = SeatRun(seat=seat, step=step, run=run, started_at=Now(), first_asked=first)
    upsert(asked, by=("seat", "step", "run"), anew=("started_at",))
    _moved(seat, step=step)
    return run


def refuse_while_closed(room: Room) -> None:
    """Refuse work while the class pauses or after its end. Raises: SeatRefused."""
    if room.ended_at:
        raise SeatRefused("the room has ended; what you did is kept to be read")
    if room.paused_at:
        raise SeatRefused("your teacher has paused the class; go on when the pause is over")


@transaction.atomic
def answer_step(seat: Seat, room: Room, step: int, value: Any) -> None:
    """Keep what a student says; once it is said, it stays. Raises: SeatRefused."""
    refuse_while_closed(room)
    Answer.objects.get_or_create(
        seat=seat, step=step, defaults={"value": value, "answered_at": Now()}
    )
    _moved(seat)


@transaction.atomic
def bet_on_step(seat: Seat, room: Room, step: int, value: float) -> None:
    """Keep what a student bets, until the step is revealed. Raises: SeatRefused."""
    refuse_while_closed(room)
    if step in room.revealed:
        raise SeatRefused("the result is on the wall already; the bets are closed")
    bet = Bet(seat=seat, step=step, value=value, placed_at=Now())
    upsert(bet, by=("seat", "step"), anew=("value", "placed_at"))
    _moved(seat)


def leave(seat: Seat) -> None:
    """Let a student go; coming back from the same browser finds everything."""
    _tell(seat, seat.room, state=SeatState.LEFT, moved_at=Now())


def let_in(seat: Seat, room: Room) -> None:
    _tell(seat, room, state=SeatState.IN, moved_at=Now())


def deny(seat: Seat, room: Room) -> None:
    _tell(seat, room, state=SeatState.DENIED, moved_at=Now())


def pin(seat: Seat, *, pinned: bool) -> None:
    """Keep a student at the head of the wall."""
    with transaction.atomic():
        Seat.objects.filter(id=seat.id).update(pinned=pinned)
        announce()


def ask_to_show(seat: Seat, room: Room) -> None:
    """Ask a student whether the class may see their result."""
    _tell(seat, room, show_asked_at=Now(), show_agreed_at=None)


def agree_to_show(seat: Seat, *, agreed: bool) -> None:
    """Keep what the student says; a result that is shown already goes from view with a no."""
    if agreed:
        _tell(seat, seat.room, show_agreed_at=Now())
        return
    _tell(seat, seat.room, show_asked_at=None, show_agreed_at=None)
    Room.objects.filter(id=seat.room_id, spotlight=seat).update(spotlight=None)


@transaction.atomic
def _tell(seat: Seat, room: Room, **values: Any) -> None:
    """Change a seat, and let the pages of its room know."""
    Seat.objects.filter(id=seat.id).update(**values)
    Room.objects.filter(id=room.id).update(version=F("version") + 1)
    announce()
