"""Previews of a clip that forms are told five times a second at most."""

import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_A_SECOND = 5


class Paced(Generic[T]):
    """Holds things back until it is time to tell again: then all of them, in their order."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = clock()
        self._held: list[T] = []

    def now(self, things: Iterable[T]) -> list[T]:
        """Take things in; return those to be told now, or none."""
        self._held += things
        return self.rest() if self._held and self._clock() >= self._due else []

    def rest(self) -> list[T]:
        """Return all that is held back: when nothing more will come."""
        self._due = self._clock() + 1 / MOST_A_SECOND
        told, self._held = self._held, []
        return told
