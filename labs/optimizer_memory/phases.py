"""Which part of a training step is under way. Optimizers tell it; the tracker reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Phase = Literal["forward", "backward", "update"]


class Phases:
    def __init__(self) -> None:
        self.now: Phase = "forward"

    @contextmanager
    def during(self, phase: Phase) -> Iterator[None]:
        before, self.now = self.now, phase
        try:
            yield
        finally:
            self.now = before
