"""Stable names for a class that is shown to others: a colour and an animal, by seat."""

from functools import lru_cache
from uuid import UUID

from django.utils.crypto import salted_hmac

from explorer.workshops.models import Seat

SALT = "explorer.workshops.aliases"

_COLOURS = (
    "Amber", "Azure", "Coral", "Copper", "Crimson", "Emerald", "Golden", "Indigo", "Ivory", "Jade",
    "Lilac", "Maroon", "Olive", "Pearl", "Ruby", "Sable", "Scarlet", "Silver", "Teal", "Violet",
)  # fmt: skip
_ANIMALS = (
    "badger", "beaver", "bison", "crane", "dolphin", "eagle", "falcon", "ferret", "fox", "gecko",
    "hare", "heron", "ibex", "jackdaw", "kestrel", "lemur", "lynx", "marten", "newt", "ocelot",
    "otter", "owl", "panda", "pelican", "puffin", "quail", "raven", "robin", "salmon", "seal",
    "sparrow", "stork", "swan", "tapir", "toucan", "turtle", "vole", "walrus", "weasel", "wombat",
    "wren", "yak", "zebra", "finch", "moth", "orca", "plover", "skink", "stoat", "tern",
    "trout",
)  # fmt: skip


COUNT = len(_COLOURS) * len(_ANIMALS)
"""1,020, as many as a room has seats at most: no two of a room are alike."""


def alias(seat: Seat) -> str:
    """Return a name that is the same each time, and that nobody but the site can trace."""
    at = _dealt(seat.room_id)[seat.number % COUNT]
    return f"{_COLOURS[at % len(_COLOURS)]} {_ANIMALS[at % len(_ANIMALS)]}"


@lru_cache(maxsize=64)
def _dealt(room_id: UUID) -> list[int]:
    """Shuffle the names for a room. The numbers of hues and animals have no common divisor."""

    def drawn(at: int) -> bytes:
        return salted_hmac(SALT, room_id.bytes + at.to_bytes(2, "big")).digest()

    return sorted(range(COUNT), key=drawn)
