"""``{% overlays series "trained" "step" "loss" by="title" as drawings %}``: curves of several runs.

``{% overlay %}`` draws one picture on logarithmic axes, ``{% overlays %}`` one for each kind of
curve on linear ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django import template

from explorer.catalog.axes import Linear, Tick, spanning
from explorer.catalog.templatetags.sketches import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from labs.contract import Event

register = template.Library()

MARKS = 6
"""How many marks a curve carries, so that it is known without its hue."""
Points = Sequence[tuple[float, float]]


class HasEvents(Protocol):
    @property
    def number(self) -> int: ...

    @property
    def title(self) -> str: ...

    @property
    def events(self) -> Mapping[str, Sequence[Event]]: ...


class HasPlaces(Protocol):
    def at(self, value: float) -> float: ...


@dataclass(frozen=True, slots=True)
class Curve:
    number: int
    title: str
    line: str
    """The ``points`` of a ``<polyline>``."""
    marks: Points


@dataclass(frozen=True, slots=True)
class Overlay:
    curves: Sequence[Curve]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    title: str = ""
    """Of what kind its curves are."""
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM
    left: int = LEFT
    right: int = WIDTH - RIGHT


@register.simple_tag
def overlay(series: Sequence[HasEvents], word: str, x: str, y: str) -> Overlay | None:
    """Draw the newest event of this word of every run, columns x and y, on logarithmic axes."""
    drawn = [(each, _positive(_points(each.events.get(word, ()), x, y))) for each in series]
    known = [point for _, points in drawn for point in points]
    if not known:
        return None
    across = spanning([a for a, _ in known], LEFT, WIDTH - RIGHT, 0.02)
    up = spanning([b for _, b in known], HEIGHT - BOTTOM, TOP, 0.04)
    return Overlay(
        [_curve(each, points, across, up) for each, points in drawn if points],
        x_ticks=across.powers,
        y_ticks=up.ticks,
    )


def _positive(points: Points) -> Points:
    return [(a, b) for a, b in points if a > 0 and b > 0]


@register.simple_tag
def overlays(
    series: Sequence[HasEvents], word: str, x: str, y: str, by: str = "", *, share: bool = False
) -> list[Overlay]:
    """Draw every run's events of this word on linear axes: a picture for each value of ``by``.

    A ``share`` is drawn from 0 to 1. What was recorded for the lab itself is left out: it is the
    same in every run; and so is what tells nothing of ``y``.
    """
    own = [
        (each, [event for event in each.events.get(word, ()) if _is_drawn(event, y)])
        for each in series
    ]
    kinds = dict.fromkeys(str(getattr(event, by, "")) for _, told in own for event in told)
    return [
        _linear(
            [(each, _points(_of_kind(told, by, kind), x, y)) for each, told in own],
            title=kind,
            share=share,
        )
        for kind in kinds
    ]


def _is_drawn(event: Event, y: str) -> bool:
    return not getattr(event, "recorded", False) and getattr(event, y) is not None


def _of_kind(told: Sequence[Event], by: str, kind: str) -> Sequence[Event]:
    return [event for event in told if str(getattr(event, by, "")) == kind]


def _points(told: Sequence[Event], x: str, y: str) -> Points:
    """Return a point for each event that a panel gathers, or the columns of the newest."""
    if told and told[-1].gathers:
        return sorted((getattr(event, x), getattr(event, y)) for event in told)
    return list(zip(getattr(told[-1], x), getattr(told[-1], y), strict=True)) if told else []


def _linear(drawn: Sequence[tuple[HasEvents, Points]], *, title: str, share: bool) -> Overlay:
    known = [point for _, points in drawn for point in points]
    across = _spanning([a for a, _ in known], LEFT, WIDTH - RIGHT)
    up = _spanning([0, 1] if share else [b for _, b in known], HEIGHT - BOTTOM, TOP)
    return Overlay(
        [_curve(each, points, across, up) for each, points in drawn if points],
        x_ticks=across.ticks,
        y_ticks=up.ticks,
        title=title,
    )


def _spanning(values: Sequence[float], start: float, end: float) -> Linear:
    """Span the values, from 0 where they come near it."""
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1) / 20
    return Linear(0 if 0 <= low <= 10 * room else low - room, high + room, start, end)


def _curve(each: HasEvents, points: Points, across: HasPlaces, up: HasPlaces) -> Curve:
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
