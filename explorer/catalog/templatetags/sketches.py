"""Small true pictures for cards: dots and a curve on logarithmic axes, as SVG by the server."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import template

from explorer.catalog.axes import Tick, spanning
from labs.contract import Event

register = template.Library()

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 34


@dataclass(frozen=True, slots=True)
class Sketch:
    within: str
    """The dots as a path of steps that go nowhere: a round stroke draws each as a disc."""
    beyond: str
    """The dots past the edge, likewise."""
    line: str
    """The curve as the ``points`` of a ``<polyline>``."""
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM
    left: int = LEFT
    right: int = WIDTH - RIGHT


@register.simple_tag
def sketch(
    dots: Sequence[Event], line: Event | None, x: str, y: str, beyond: float = math.inf
) -> Sketch | None:
    """Draw events as dots and an event of columns as the curve; dots past ``beyond`` stand out."""
    if not dots or not line or not getattr(line, x):
        return None
    curve = list(zip(getattr(line, x), getattr(line, y), strict=True))
    points = [(getattr(dot, x), getattr(dot, y)) for dot in dots]
    across = spanning([each[0] for each in (*points, *curve)], LEFT, WIDTH - RIGHT, 0.02)
    up = spanning([each[1] for each in (*points, *curve)], HEIGHT - BOTTOM, TOP, 0.04)
    return Sketch(
        within=_discs((across.at(a), up.at(b)) for a, b in points if a <= beyond),
        beyond=_discs((across.at(a), up.at(b)) for a, b in points if a > beyond),
        line=" ".join(f"{across.at(a):.0f},{up.at(b):.1f}" for a, b in curve[::2]),
        x_ticks=across.powers,
        y_ticks=up.ticks,
    )


def _discs(places: Iterable[tuple[float, float]]) -> str:
    """Move from disc to disc by whole steps: short to send, as the discs lie close together."""
    pen, path = (0, 0), ""
    for x, y in sorted((round(x), round(y)) for x, y in places):
        path += f"m{x - pen[0]} {y - pen[1]}h0"
        pen = (x, y)
    return path
