"""``{% overlay series "frontier" "compute" "loss" as it %}``: the curves of several runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django import template

from explorer.catalog.templatetags.numbers import figures, power
from explorer.catalog.templatetags.sketches import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Axis,
    Tick,
    round_between,
    spanning,
)
from labs.contract import Event

register = template.Library()

MARKS = 6
"""How many marks a curve carries, so that it is known without its hue."""


class HasEvents(Protocol):
    @property
    def number(self) -> int: ...

    @property
    def title(self) -> str: ...

    @property
    def events(self) -> Mapping[str, Sequence[Event]]: ...


@dataclass(frozen=True, slots=True)
class Curve:
    number: int
    title: str
    line: str
    """The ``points`` of a ``<polyline>``."""
    marks: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Overlay:
    curves: Sequence[Curve]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM
    left: int = LEFT
    right: int = WIDTH - RIGHT


@register.simple_tag
def overlay(series: Sequence[HasEvents], word: str, x: str, y: str) -> Overlay | None:
    """Draw the newest event of this word of every run, columns x and y, on logarithmic axes."""
    drawn = [(each, found) for each in series if (found := _points(each, word, x, y))]
    known = [point for _, points in drawn for point in points]
    if not known:
        return None
    across = spanning([a for a, _ in known], LEFT, WIDTH - RIGHT, 0.02)
    up = spanning([b for _, b in known], HEIGHT - BOTTOM, TOP, 0.04)
    return Overlay(
        [_curve(each, points, across, up) for each, points in drawn],
        x_ticks=[Tick(across.at(10.0**n), power(10.0**n, 1)[4:]) for n in across.decades[::2]],
        y_ticks=[Tick(up.at(value), figures(value, 2)) for value in round_between(up)],
    )


def _points(each: HasEvents, word: str, x: str, y: str) -> list[tuple[float, float]]:
    told = each.events.get(word, ())
    pairs = zip(getattr(told[-1], x), getattr(told[-1], y), strict=True) if told else ()
    return [(a, b) for a, b in pairs if a > 0 and b > 0]


def _curve(each: HasEvents, points: Sequence[tuple[float, float]], across: Axis, up: Axis) -> Curve:
    places = [(across.at(a), up.at(b)) for a, b in points]
    # Each run's marks sit elsewhere along its curve, so that they hide no other's.
    first = len(places) * each.number // (MARKS * 9)
    step = max(len(places) // MARKS, 1)
    return Curve(
        number=each.number,
        title=each.title,
        line=" ".join(f"{a:.0f},{b:.1f}" for a, b in places),
        marks=places[first::step],
    )
