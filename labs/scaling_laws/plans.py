"""Which models a sweep trains, how far, and what that costs."""

from dataclasses import dataclass
from typing import Literal

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


PlanName = Literal["small", "standard", "large"]
PLANS: dict[str, Plan] = {
    "small": Plan((12, 16, 24, 32), doubling(3)),
    "standard": Plan((12, 16, 24, 32, 48, 64), doubling(4)),
    "large": Plan((12, 16, 24, 32, 48, 64, 96), doubling(5)),
}
