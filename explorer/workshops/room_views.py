"""A teacher's room: the wall, what can be done from it, and what leaves it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from explorer.accounts.cookies import ensure_guest, guest_id
from explorer.exports import qr
from explorer.workshops import rooms, seats
from explorer.workshops.access import (
    access_own_room,
    access_room,
    access_students_seat,
    access_taught,
)
from explorer.workshops.forgetting import delete_room
from explorer.workshops.invitations import invites
from explorer.workshops.miniatures import miniature
from explorer.workshops.models import Pace, Room, Seat
from explorer.workshops.overlays import overlay_page
from explorer.workshops.pooling import PoolPage
from explorer.workshops.rooms import RoomRefused
from explorer.workshops.seat_pages import StepView
from explorer.workshops.selectors import current_run, doings, step_of
from explorer.workshops.tables import room_csv
from explorer.workshops.wall_pages import ClassPage, WallPage, name_of

UNPROCESSABLE = 422
MINIATURE_SECONDS = 5
KEPT_SECONDS = 3600


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@never_cache
@require_safe
def wall(request: HttpRequest, room_id: UUID) -> HttpResponse:
    return _wall(request, access_taught(request, room_id))


def _wall(request: HttpRequest, room: Room, status: int = 200, *notices: str) -> HttpResponse:
    page = WallPage(room, _origin(request), room.guest_id == guest_id(request), notices)
    return render(request, "workshops/wall.html", {"page": page}, status=status)


def acting(does: Callable[[HttpRequest, Room], None]) -> Callable[..., HttpResponse]:
    """Make a view of what a teacher does to a room."""

    @require_POST
    def view(request: HttpRequest, room_id: UUID) -> HttpResponse:
        room = access_taught(request, room_id)
        try:
            does(request, room)
        except RoomRefused as refusal:
            return _wall(request, room, UNPROCESSABLE, str(refusal))
        return redirect("wall", room.id)

    return view


def _number(request: HttpRequest, name: str, room: Room) -> int:
    """Return a step that a form names. Raises: RoomRefused."""
    text = request.POST.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= number <= len(room.plan.steps):
        raise RoomRefused(
            f"step {text[:10] or 'none'} was named, but the room has steps 1 to "
            f"{len(room.plan.steps)}; choose one of those"
        )
    return number


@acting
def pace(request: HttpRequest, room: Room) -> None:
    asked = request.POST.get("pace", "")
    chosen = Pace(asked) if asked in Pace.values else Pace.SELF
    first, last = _number(request, "first", room), _number(request, "last", room)
    rooms.set_pace(room, chosen, first, last)


@acting
def pause(request: HttpRequest, room: Room) -> None:
    if request.POST.get("pause") == "no":
        rooms.resume(room)
    else:
        rooms.pause(room)


@acting
def reveal(request: HttpRequest, room: Room) -> None:
    rooms.reveal(room, _number(request, "step", room))


@acting
def reset(request: HttpRequest, room: Room) -> None:
    rooms.reset_step(room, _number(request, "step", room))


@acting
def anonymise(request: HttpRequest, room: Room) -> None:
    rooms.anonymise(room, hidden=request.POST.get("names") != "yes")


@require_POST
def end(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Close a room for good; only who opened it may."""
    room = access_own_room(request, room_id)
    rooms.end(room)
    return redirect("wall", room.id)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Ask whether it is meant, then delete a room with everything that was done in it."""
    room = access_own_room(request, room_id)
    if request.method != "POST":
        return render(request, "workshops/delete_room.html", {"room": room})
    delete_room(room)
    return redirect("workshops")


def to_seat(does: Callable[[HttpRequest, Seat], None]) -> Callable[..., HttpResponse]:
    """Make a view of what a teacher does about one student."""

    @require_POST
    def view(request: HttpRequest, room_id: UUID, number: int) -> HttpResponse:
        does(request, access_students_seat(request, room_id, number))
        return redirect(f"{reverse('wall', args=[room_id])}#place-{number}")

    return view


@to_seat
def decide(request: HttpRequest, seat: Seat) -> None:
    """Let a student in, or not."""
    if request.POST.get("decide") == "no":
        seats.deny(seat, seat.room)
    else:
        seats.let_in(seat, seat.room)


@to_seat
def pin(request: HttpRequest, seat: Seat) -> None:
    seats.pin(seat, pinned=request.POST.get("pin") != "no")


@to_seat
def show(request: HttpRequest, seat: Seat) -> None:
    """Show a student's result to the class where they agreed; else ask them, or take it away."""
    if request.POST.get("show") == "no":
        rooms.spotlight(seat.room, None)
    elif seat.show_agreed_at:
        rooms.spotlight(seat.room, seat)
    else:
        seats.ask_to_show(seat, seat.room)


@require_safe
def student(request: HttpRequest, room_id: UUID, number: int) -> HttpResponse:
    """Show a teacher what a student sees, without the means to change it."""
    seat = access_students_seat(request, room_id, number)
    room = seat.room
    step = step_of(seat, room)
    steps = len(room.plan.steps)
    view = StepView(None, step, steps, room.step(step), doings(seat, step))
    page = WallPage(room, _origin(request), own=False)
    context = {"view": view, "page": page, "seat": seat, "name": name_of(room, seat)}
    return render(request, "workshops/student.html", context)


@require_safe
def picture(request: HttpRequest, room_id: UUID, number: int) -> HttpResponse:
    """Return a student's picture for the wall."""
    seat = access_students_seat(request, room_id, number)
    step = step_of(seat, seat.room)
    run = current_run(seat, step)
    if run is None:
        raise Http404("no picture yet")
    drawn = miniature(run, seat.room.step(step).its_panel, number)
    answer = HttpResponse(drawn)
    seconds = KEPT_SECONDS if run.settled else MINIATURE_SECONDS
    answer["Cache-Control"] = f"private, max-age={seconds}"
    return answer


@require_safe
def overlay(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Lay the chosen students' results over one another."""
    room = access_taught(request, room_id)
    chosen = (each for each in request.GET.getlist("seats") if each.isascii() and each.isdigit())
    page = overlay_page(room, [int(each) for each in list(chosen)[:100] if len(each) < 6])
    return render(request, "experiments/compare.html", {"page": page})


def pool_page(request: HttpRequest, room_id: UUID, number: int) -> PoolPage:
    """Return the page of a pooled step. Raises: Http404."""
    room, seat = access_room(request, room_id)
    if not 1 <= number <= len(room.plan.steps) or not room.step(number).pooled:
        raise Http404("no such experiment")
    return PoolPage(room, number, seat)


@never_cache
@require_safe
def pool(request: HttpRequest, room_id: UUID, number: int) -> HttpResponse:
    """Draw the whole class's runs of a step as one experiment."""
    page = pool_page(request, room_id, number)
    return render(request, "workshops/pool.html", {"page": page})


@never_cache
@require_safe
def to_class(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Show what the projector shows: the code, the step, what was revealed, a result."""
    page = ClassPage(access_taught(request, room_id), _origin(request))
    return render(request, "workshops/class.html", {"page": page})


@require_safe
def take(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Give everything that the class did as a CSV, with the names that the wall shows."""
    room = access_taught(request, room_id)
    answer = HttpResponse(room_csv(room), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="room.csv"'
    return answer


@require_safe
def code(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Return the join link as a QR code."""
    page = WallPage(access_taught(request, room_id), _origin(request), own=False)
    return HttpResponse(qr.svg(page.join_address), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
def co_teach(request: HttpRequest, room_id: UUID, token: str) -> HttpResponse:
    """Let whoever holds the room's link for teachers teach too, once they say so."""
    room = Room.open().filter(id=room_id).first()
    if room is None or not invites(room, token):
        raise Http404("no such link")
    if request.method != "POST":
        context: dict[str, Any] = {"room": room, "token": token}
        return render(request, "workshops/co_teach.html", context)
    rooms.co_teach(room, ensure_guest(request))
    return redirect("wall", room.id)
