"""Axes of the pictures that the server draws, and the round numbers on them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explorer.catalog.templatetags.numbers import MINUS, NARROW, figures, human, power

FEW_TICKS, MOST_TICKS = 3, 6
ROUND = (1.0, 2.0, 5.0, 10.0)
BETWEEN = (1.0, 2.0, 5.0)
ROUNDER: Sequence[Sequence[float]] = ((1.0,), BETWEEN, (1.0, 1.5, 2.0, 3.0, 5.0, 7.0))
"""Steps of a decade, from few to many."""
LONG = 1000.0
ONCE = f"1{NARROW}×{NARROW}"


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Between which values it runs, and between which pixels: ``start`` may be the larger one."""

    low: float
    high: float
    start: float
    end: float

    def along(self, share: float) -> float:
        return round(self.start + share * (self.end - self.start), 1)


class Linear(Axis):
    """Maps values to pixels evenly."""

    __slots__ = ()

    def at(self, value: float) -> float:
        return self.along((value - self.low) / (self.high - self.low))

    @property
    def step(self) -> float:
        """How far apart round numbers are, so that a few of them lie on it."""
        least = (self.high - self.low) / MOST_TICKS
        decade = 10.0 ** math.floor(math.log10(least))
        return next(each * decade for each in ROUND if each * decade >= least * (1 - 1e-9))

    @property
    def numbers(self) -> list[float]:
        first, last = math.ceil(self.low / self.step), math.floor(self.high / self.step)
        return [number * self.step for number in range(first, last + 1)]

    @property
    def ticks(self) -> list[Tick]:
        return [Tick(self.at(value), self.named(value)) for value in self.numbers]

    def named(self, value: float) -> str:
        """Write a number with as many digits as tell it from its neighbours."""
        if self.step >= LONG:
            largest = max(abs(self.low), abs(self.high))
            between = math.floor(math.log10(largest)) - math.floor(math.log10(self.step))
            return human(value, max(3, between + 1))
        return f"{value:.{max(0, -math.floor(math.log10(self.step)))}f}".replace("-", MINUS)


class Logarithmic(Axis):
    """Maps values above zero to pixels by their logarithm."""

    __slots__ = ()

    def at(self, value: float) -> float:
        return self.along(math.log(value / self.low) / math.log(self.high / self.low))

    @property
    def powers(self) -> list[Tick]:
        """Every second power of ten, by its exponent; on a short axis numbers between them too."""
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        marked = [10.0**n for n in range(first, last + 1, 2)]
        if len(marked) < 2:
            rounds = [step * 10.0**n for n in range(first - 1, last + 1) for step in BETWEEN]
            marked = [value for value in rounds if self.low <= value <= self.high]
        return [Tick(self.at(value), power(value, 1).removeprefix(ONCE)) for value in marked]

    @property
    def ticks(self) -> list[Tick]:
        """A few round numbers: evenly apart by value where the axis is less than a decade long."""
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        for steps in ROUNDER:
            rounds = [step * 10.0**n for n in decades for step in steps]
            inside = [value for value in rounds if self.low < value < self.high]
            if len(inside) >= FEW_TICKS:
                thinned = inside[:: math.ceil(len(inside) / MOST_TICKS)]
                digits = 1 if all(step == int(step) for step in steps) else 2
                return [Tick(self.at(value), _spoken(value, digits)) for value in thinned]
        even = Linear(self.low, self.high, self.start, self.end)
        return [Tick(self.at(value), even.named(value)) for value in even.numbers]


def _spoken(value: float, digits: int) -> str:
    return human(value, digits) if value >= LONG else figures(value, digits)


def spanning(values: Iterable[float], start: float, end: float, margin: float) -> Logarithmic:
    """Span values above zero with some room at both ends."""
    known = sorted(values)
    room = (known[-1] / known[0]) ** margin if known[-1] > known[0] else 1.1
    return Logarithmic(known[0] / room, known[-1] * room, start, end)
