"""Which models a sweep trains, how far, and what that costs."""

from dataclasses import dataclass

LAYERS = 2
TOKENS_A_STEP = 256
FIRST_MARK = 131_072
"""Tokens after which each model is measured first; every further mark doubles them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One training run for each width; it is measured whenever it has read a mark's tokens."""

    widths: tuple[int, ...]
    marks: tuple[int, ...]
    """Tokens, rising; whole steps of 256."""
    cpu_seconds: int
    """About what it takes on one core of a server of 2024."""

    @property
    def points(self) -> int:
        return len(self.widths) * len(self.marks)

    @property
    def steps_a_model(self) -> int:
        return self.marks[-1] // TOKENS_A_STEP

    @property
    def steps(self) -> int:
        return len(self.widths) * self.steps_a_model


def doubling(count: int) -> tuple[int, ...]:
    """Return ``count`` marks, each twice the tokens of the one before."""
    return tuple(FIRST_MARK * 2**k for k in range(count))


PLANS: dict[str, Plan] = {
    "small": Plan((12, 16, 24, 32), doubling(3), cpu_seconds=20),
    "standard": Plan((12, 16, 24, 32, 48, 64), doubling(4), cpu_seconds=70),
    "large": Plan((12, 16, 24, 32, 48, 64, 96), doubling(5), cpu_seconds=190),
}
RECORDED = Plan((12, 16, 24, 32, 48, 64, 96, 128), doubling(6), cpu_seconds=600)
"""What ``record`` trains, once for each seed."""
