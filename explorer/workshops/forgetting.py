"""Deletes rooms with all that was done in them: 30 days after they were opened, or at once."""

from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now

from explorer.accounts.models import Guest
from explorer.runs.keeping import forget_room, let_go_of_runs
from explorer.workshops.models import KEPT_DAYS, Room, SeatRun


def delete_room(room: Room) -> None:
    """Delete a room, its seats, and the runs that nobody asked for outside of it.

    A guest who was nothing but a student of this room goes too. The room goes last, so that where
    this is interrupted it can be asked for again.
    """
    Room.objects.filter(id=room.id, ended_at=None).update(ended_at=Now())
    seats = list(room.seats.select_related("guest"))
    for seat in seats:
        asked = {each.run_id for each in seat.seat_runs.filter(first_asked=True)}
        let_go_of_runs(seat.guest, asked - _needed_elsewhere(seat.guest, room))
    forget_room(room.id)
    room.delete()
    for seat in seats:
        _forget_mere_student(seat.guest)


def _needed_elsewhere(guest: Guest, room: Room) -> set[UUID]:
    """Return runs that the guest keeps in an experiment, or asked for in another room."""
    kept = guest.experiments.exclude(runs=None).values_list("runs", flat=True)
    others = SeatRun.objects.filter(seat__guest=guest).exclude(seat__room=room)
    return set(kept) | set(others.values_list("run_id", flat=True))


def _forget_mere_student(guest: Guest) -> None:
    """Delete a guest of whom nothing else is known."""
    relations = (each for each in Guest._meta.related_objects if not each.many_to_many)
    for each in relations:
        if each.related_model._default_manager.filter(**{each.field.name: guest}).exists():
            return
    guest.delete()


def delete_rooms_of(guest: Guest) -> None:
    """Delete every room that a guest opened, and let go of what they did as a student."""
    for room in Room.objects.filter(guest=guest):
        delete_room(room)


def forget_old_rooms() -> int:
    """Delete the rooms whose time is over; return how many that were."""
    past = Room.objects.filter(opened_at__lt=Now() - timedelta(days=KEPT_DAYS))
    rooms = list(past)
    for room in rooms:
        delete_room(room)
    return len(rooms)
