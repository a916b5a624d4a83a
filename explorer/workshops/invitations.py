"""Links by which others teach too: 128 bits that only the site's secret key makes."""

from django.utils.crypto import constant_time_compare, salted_hmac

from explorer.workshops.models import Room

TOKEN_LENGTH = 32


def co_token(room: Room) -> str:
    """Return what the link for teachers carries; it opens nothing once the room is gone."""
    digest = salted_hmac("explorer.workshops.co_teach", room.id.bytes, algorithm="sha256")
    return digest.hexdigest()[:TOKEN_LENGTH]


def invites(room: Room, token: str) -> bool:
    return constant_time_compare(token.encode(errors="replace"), co_token(room).encode())
