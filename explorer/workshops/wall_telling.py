"""What a teacher's wall is told: how every student stands, in pieces that change one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.template.loader import render_to_string

from explorer.runs.stage import partial
from explorer.runs.telling import Message, Told
from explorer.workshops.models import Room
from explorer.workshops.wall import Tile, tiles


@dataclass(frozen=True)
class WallNews(Message):
    """The whole wall as it stands, by the parts that are drawn alone."""

    pieces: Mapping[str, str] = field(default_factory=dict)


class Walls:
    """Tells of walls. Reading one takes a few questions of the database, so it rests between."""

    rest_seconds = 0.25

    def news(self, told: Mapping[UUID, Told]) -> Sequence[WallNews]:
        return [
            WallNews(room.id, 0, 0, "", "", settled=False, pieces=pieces(room))
            for room in Room.objects.filter(id__in=told)
        ]


WALLS = Walls()


def pieces(room: Room) -> dict[str, str]:
    """Return everything on the wall that may change."""
    shown = tiles(room)
    drawn = {"summary": partial("wall-summary", "workshops/summary.html", summary(room, shown))}
    drawn["here"] = "".join(
        f'<hx-partial hx-target="#here-{number}" hx-swap="innerHTML">'
        f"{sum(each.step == number for each in shown)}</hx-partial>"
        for number in range(1, len(room.plan.steps) + 1)
    )
    there = {each.number for each in shown}
    last = room.seats.order_by("-number").values_list("number", flat=True).first() or 0
    for each in sorted(shown, key=lambda tile: tile.number):
        drawn[each.id] = _words(each, room.id)
        if each.run_id:
            drawn[f"mini-{each.number}"] = _miniature(room.id, each.number, each.at)
    for number in set(range(1, last + 1)) - there:
        drawn[f"tile-{number}"] = partial_of_nobody(number)
    return drawn


def summary(room: Room, shown: Sequence[Tile]) -> dict[str, object]:
    """Count the class."""
    inside = [each for each in shown if each.state != "asked"]
    return {
        "room": room,
        "students": len(inside),
        "waiting": len(shown) - len(inside),
        "running": sum(each.state in {"running", "queued"} for each in inside),
        "kept": sum(each.state == "finished" for each in inside),
        "stuck": sum(each.heat >= 4 for each in inside),
    }


@lru_cache(maxsize=4096)
def _words(tile: Tile, room_id: UUID) -> str:
    context = {"tile": tile, "room_id": room_id}
    return partial(tile.id, "workshops/tile_words.html", context) + partial(
        f"heat-{tile.number}", "workshops/heat.html", context
    )


@lru_cache(maxsize=4096)
def _miniature(room_id: UUID, number: int, at: str) -> str:
    context = {"room_id": room_id, "number": number, "at": at}
    return partial(f"ask-{number}", "workshops/miniature_ask.html", context)


def partial_of_nobody(number: int) -> str:
    """Empty the place of a student who left."""
    nothing = '<hx-partial hx-target="#{}" hx-swap="innerHTML"></hx-partial>'
    return "".join(nothing.format(f"{place}-{number}") for place in ("tile", "heat"))


def seat_number(piece: str) -> int:
    """Return whose piece of the wall it is; 0 where it is nobody's."""
    name, _, number = piece.partition("-")
    return int(number) if name == "tile" else 0


def places(first: int, last: int) -> str:
    """Add empty places for seats that were taken since the page was made."""
    if last < first:
        return ""
    numbers = range(first, last + 1)
    return "".join(
        f'<hx-partial hx-target="#{target}" hx-swap="beforeend">'
        + "".join(render_to_string(template, {"number": number}) for number in numbers)
        + "</hx-partial>"
        for target, template in (
            ("wall-tiles", "workshops/tile_place.html"),
            ("heat-strip", "workshops/heat_place.html"),
        )
    )
