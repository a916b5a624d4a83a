"""The only ways from a request to a workshop, a room or a seat. What is not yours is not there."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest

from explorer.accounts.cookies import guest_id
from explorer.workshops.models import Room, Seat, SeatState, Workshop


def access_workshop(request: HttpRequest, workshop_id: UUID) -> Workshop:
    """Return a workshop of this teacher's own. Raises: Http404."""
    guest = guest_id(request)
    own = Workshop.objects.filter(id=workshop_id, guest=guest).first() if guest else None
    if own is None:
        raise Http404("no such workshop")
    return own


def access_taught(request: HttpRequest, room_id: UUID) -> Room:
    """Return a room that this guest opened or teaches too. Raises: Http404."""
    guest = guest_id(request)
    teaches = Q(guest=guest) | Q(co_teachers__guest=guest)
    room = Room.objects.filter(teaches, id=room_id).distinct().first() if guest else None
    if room is None:
        raise Http404("no such room")
    return room


def access_own_room(request: HttpRequest, room_id: UUID) -> Room:
    """Return a room to the teacher who opened it. Raises: Http404."""
    room = access_taught(request, room_id)
    if room.guest_id != guest_id(request):
        raise Http404("no such room")
    return room


def access_seat(request: HttpRequest, room_id: UUID) -> Seat:
    """Return this guest's seat in a room, let in or not. Raises: Http404."""
    taken = Seat.objects.exclude(state=SeatState.LEFT).select_related("room")
    try:
        return taken.get(room_id=room_id, guest=guest_id(request))
    except Seat.DoesNotExist as missing:
        raise Http404("no such room") from missing


def access_taken_seat(request: HttpRequest, room_id: UUID) -> Seat:
    """Return the seat of a guest who was let in. Raises: Http404."""
    seat = access_seat(request, room_id)
    if seat.state != SeatState.IN:
        raise Http404("no such room")
    return seat


def access_room(request: HttpRequest, room_id: UUID) -> tuple[Room, Seat | None]:
    """Return a room to whoever teaches or sits in it, with a student's seat. Raises: Http404."""
    try:
        return access_taught(request, room_id), None
    except Http404:
        seat = access_taken_seat(request, room_id)
        return seat.room, seat


def access_students_seat(request: HttpRequest, room_id: UUID, number: int) -> Seat:
    """Return a student's seat to a teacher of the room. Raises: Http404."""
    room = access_taught(request, room_id)
    seat = room.seats.filter(number=number).select_related("room", "guest").first()
    if seat is None:
        raise Http404("no such seat")
    return seat
