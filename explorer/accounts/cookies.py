"""Who asks: a user, or a guest by signed cookie, made at the first run, not at the first look."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from explorer.accounts.models import Guest, User

COOKIE = "guest"
YEAR_SECONDS = 365 * 86_400


def user_of(request: HttpRequest) -> User | None:
    """Return the user whose session this is."""
    user: Any = getattr(request, "user", None)
    return user if isinstance(user, User) or getattr(user, "is_authenticated", False) else None


def guest_id(request: HttpRequest) -> uuid.UUID | None:
    """Return whose things this request may see: the account's guest, else the cookie's."""
    if user := user_of(request):
        return user.guest_id
    held = getattr(request, "_new_guest", None)
    return held.id if isinstance(held, Guest) else guest_of_cookie(request)


def guest_of_cookie(request: HttpRequest) -> uuid.UUID | None:
    """Return the id that this request's cookie proves, if it proves one."""
    signed = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=YEAR_SECONDS)
    return uuid.UUID(signed) if signed else None


def ensure_guest(request: HttpRequest) -> Guest:
    """Return the guest who asks, made now if there is none yet."""
    if user := user_of(request):
        return user.guest
    known = guest_id(request)
    guest, made = Guest.objects.get_or_create(id=known) if known else (Guest.objects.create(), True)
    if made:
        request._new_guest = guest  # type: ignore[attr-defined]
    return guest


def forget_guest(request: HttpRequest) -> None:
    """Let the answer to this request take the cookie away."""
    request._new_guest = None  # type: ignore[attr-defined]
    request._forgets_guest = True  # type: ignore[attr-defined]


def remember_guest(request: HttpRequest, response: HttpResponseBase) -> None:
    """Hand a guest made during this request the cookie; take it from one who logged in or left."""
    guest = getattr(request, "_new_guest", None)
    if guest is not None:
        response.set_signed_cookie(
            COOKIE,
            guest.id.hex,
            salt=COOKIE,
            max_age=YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    elif getattr(request, "_forgets_guest", False) and COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
