"""``/join``: a code, a nickname, and in."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from explorer.accounts.cookies import ensure_guest, guest_id
from explorer.workshops.codes import read_code
from explorer.workshops.limits import (
    TooManyFailures,
    proves,
    refuse_over_failures,
    remember_failure,
)
from explorer.workshops.models import Room, Seat, SeatState
from explorer.workshops.nicknames import LONGEST_NICKNAME, NicknameRefused, read_nickname
from explorer.workshops.seats import SeatRefused, take_seat

UNPROCESSABLE, TOO_MANY = 422, 429
NO_ROOM = (
    "no room is open under this code, or it has ended; compare it with the one on the wall, and "
    "leave out 0, O, 1, I and L, which no code has"
)


@dataclass(frozen=True)
class JoinPage:
    """``workshops/join.html``."""

    code: str = ""
    proof: str = ""
    nickname: str = ""
    code_error: str = ""
    nickname_error: str = ""
    seats: tuple[Seat, ...] = ()
    """Where this browser sits already."""
    longest: int = LONGEST_NICKNAME


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for a code and a nickname, and let whoever has both into the room."""
    if request.method != "POST":
        page = JoinPage(
            request.GET.get("code", "")[:20], request.GET.get("t", "")[:40], seats=_seats(request)
        )
        return render(request, "workshops/join.html", {"page": page})
    try:
        return _let_in(request)
    except TooManyFailures as refusal:
        answer = render(request, "429.html", {"reason": str(refusal)}, status=TOO_MANY)
        answer["Retry-After"] = str(refusal.retry_after_seconds)
        return answer


def _let_in(request: HttpRequest) -> HttpResponse:
    """Raises: TooManyFailures."""
    room = _room(request)
    if room is None:
        return _refused(request, code_error=NO_ROOM)
    try:
        seat = take_seat(room, ensure_guest(request), read_nickname(_said(request, "nickname")))
    except (NicknameRefused, SeatRefused) as refusal:
        return _refused(request, nickname_error=str(refusal))
    return redirect("seat", seat.room_id)


def _room(request: HttpRequest) -> Room | None:
    """Return the open room of the code that was sent. Raises: TooManyFailures."""
    code = read_code(_said(request, "code"))
    room = Room.open().filter(code=code).first() if code else None
    if room and proves(room, _said(request, "t")):
        return room
    refuse_over_failures(request)
    if room is None:
        remember_failure(request)
    return room


def _refused(request: HttpRequest, code_error: str = "", nickname_error: str = "") -> HttpResponse:
    page = JoinPage(
        _said(request, "code")[:20],
        _said(request, "t")[:40],
        _said(request, "nickname")[:100],
        seats=_seats(request),
        code_error=code_error,
        nickname_error=nickname_error,
    )
    return render(request, "workshops/join.html", {"page": page}, status=UNPROCESSABLE)


def _said(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))


def _seats(request: HttpRequest) -> tuple[Seat, ...]:
    guest = guest_id(request)
    if guest is None:
        return ()
    mine = Seat.objects.filter(guest=guest, room__in=Room.open())
    return tuple(mine.exclude(state=SeatState.DENIED).select_related("room"))
