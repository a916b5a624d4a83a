"""What teachers do to rooms: open, pace, pause, reveal, reset and end them."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from explorer.accounts.models import Guest
from explorer.runs.writing import announce
from explorer.workshops.codes import new_code
from explorer.workshops.models import (
    Answer,
    Bet,
    CoTeacher,
    Pace,
    Room,
    Seat,
    SeatRun,
    Workshop,
)
from explorer.workshops.plans import Plan

MOST_OPEN_ROOMS = 20
TRIES = 5


class RoomRefused(ValueError):
    """A teacher asked for what cannot be; the message names value, rule and remedy."""


@transaction.atomic
def open_room(
    guest: Guest, plan: Plan, workshop: Workshop | None = None, *, approves: bool = False
) -> Room:
    """Open a room with a code of its own. Raises: RoomRefused."""
    Guest.objects.select_for_update(no_key=True).get(id=guest.id)
    if (had := Room.open().filter(guest=guest).count()) >= MOST_OPEN_ROOMS:
        raise RoomRefused(f"you have {had} open rooms, and {MOST_OPEN_ROOMS} is the most; end one")
    return _with_a_free_code(
        Room(
            guest=guest,
            workshop=workshop,
            document=plan.model_dump(mode="json"),
            opened_at=Now(),
            last_step=len(plan.steps),
            approves=approves,
        )
    )


def _with_a_free_code(room: Room) -> Room:
    for _ in range(TRIES):
        room.code = new_code()
        try:
            with transaction.atomic():
                room.save(force_insert=True)
        except IntegrityError:
            continue
        return Room.objects.get(id=room.id)
    raise RoomRefused(f"{TRIES} codes were drawn and all were taken; open the room again")


def change_room(room: Room, **values: object) -> None:
    """Change what students see of a room, and let every page of it know."""
    with transaction.atomic():
        Room.objects.filter(id=room.id).update(version=F("version") + 1, **values)
        announce()
    room.refresh_from_db()


def set_pace(room: Room, pace: Pace, first: int, last: int) -> None:
    """Let students go freely, within steps, or to one step only. Raises: RoomRefused."""
    steps = len(room.plan.steps)
    if pace == Pace.SELF:
        first, last = 1, steps
    elif pace == Pace.TEACHER:
        last = first
    if not 1 <= first <= last <= steps:
        raise RoomRefused(
            f"the steps go from {first} to {last}, but they must lie in order between 1 and "
            f"{steps}; choose others"
        )
    change_room(room, pace=pace, first_step=first, last_step=last)


def pause(room: Room) -> None:
    """Let every screen say that the class pauses. Runs go on; nothing is lost."""
    change_room(room, paused_at=Now())


def resume(room: Room) -> None:
    change_room(room, paused_at=None)


def reveal(room: Room, step: int) -> None:
    """Show the class what the class answered at a step."""
    change_room(room, revealed=sorted({*room.revealed, step}))


@transaction.atomic
def reset_step(room: Room, step: int) -> None:
    """Take a step back to how it was before anybody did anything."""
    for model in (SeatRun, Answer, Bet):
        model._default_manager.filter(seat__room=room, step=step).delete()
    change_room(room, revealed=[each for each in room.revealed if each != step], spotlight=None)


def end(room: Room) -> None:
    """Close the room for good: its code opens nothing any more. What was done stays to be read."""
    change_room(room, ended_at=Now(), paused_at=None)


def co_teach(room: Room, guest: Guest) -> None:
    """Let somebody who followed the teachers' link teach too."""
    if room.guest_id != guest.id:
        CoTeacher.objects.get_or_create(room=room, guest=guest, defaults={"joined_at": Now()})


def anonymise(room: Room, *, hidden: bool) -> None:
    """Show aliases instead of nicknames, or nicknames again."""
    change_room(room, anonymous=hidden)


def spotlight(room: Room, seat: Seat | None) -> None:
    """Show the class one student's result, or none."""
    change_room(room, spotlight=seat)
