"""Guests by signed cookie. A guest is made at the first run, not at the first look."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from explorer.accounts.models import Guest

COOKIE = "guest"
YEAR_SECONDS = 365 * 86_400


def guest_id(request: HttpRequest) -> uuid.UUID | None:
    """Return the id that this request's cookie proves, if it proves one."""
    held = getattr(request, "_new_guest", None)
    if isinstance(held, Guest):
        return held.id
    signed = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=YEAR_SECONDS)
    return uuid.UUID(signed) if signed else None


def ensure_guest(request: HttpRequest) -> Guest:
    """Return the guest who asks, made now if there is none yet."""
    known = guest_id(request)
    guest, made = Guest.objects.get_or_create(id=known) if known else (Guest.objects.create(), True)
    if made:
        request._new_guest = guest  # type: ignore[attr-defined]
    return guest


def remember_guest(request: HttpRequest, response: HttpResponseBase) -> None:
    """Hand a guest made during this request the cookie."""
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
