"""Which models a sweep trains, how far, and what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass

LAYERS = 2
VOCABULARY = 128
"""A token is a byte of ASCII; every byte beyond ASCII counts as the last one, which is unused."""
CONTEXT = 64
"""Tokens that a model sees at most; a window holds one more, to foretell."""
TOKENS_A_STEP = 256
FIRST_MARK = 131_072
"""Tokens after which each model is measured first; every further mark doubles them."""
WIDTHS = (12, 16, 24, 32, 48, 64, 96, 128, 192)
MOST_CELLS = 54
"""All widths, measured six times each."""
FEWEST_WIDTHS = 3
MOST_CPU_SECONDS = 1200
"""What one sweep may cost."""

# On one slow, shared core of an AMD EPYC with AVX2 alone: these four make the 2,325 CPU-seconds of
# data/sweep.json. A quick core takes fewer.
SECONDS_A_STEP = 3.8e-3
SECONDS_A_STEP_AND_PARAMETER = 4.3e-8
SECONDS_A_MARK = 0.05
SECONDS_A_MARK_AND_PARAMETER = 1.6e-6


def parameters(width: int) -> int:
    """Count every weight of a model: two layers of 12 d², the embedding and the head."""
    return 12 * LAYERS * width**2 + 2 * VOCABULARY * width


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
    def offer(self) -> str:
        """Say what the sweep measures, and for how much."""
        return (
            f"{len(self.widths)} models, {self.points} points: about {self.cpu_seconds:,} "
            "CPU-seconds"
        )

    @property
    def steps_a_model(self) -> int:
        return self.marks[-1] // TOKENS_A_STEP

    @property
    def steps(self) -> int:
        return len(self.widths) * self.steps_a_model

    def cell(self, number: int) -> tuple[int, int]:
        """Return the width and the tokens of one point of the plan, by its place from 1."""
        row, column = divmod(number - 1, len(self.marks))
        return self.widths[row], self.marks[column]

    def model_seconds(self, width: int) -> float:
        """Return about how many CPU-seconds one model takes."""
        N = parameters(width)
        step = SECONDS_A_STEP + SECONDS_A_STEP_AND_PARAMETER * N
        mark = SECONDS_A_MARK + SECONDS_A_MARK_AND_PARAMETER * N
        return self.steps_a_model * step + len(self.marks) * mark

    @property
    def cpu_seconds(self) -> int:
        """About what the sweep takes, to ten seconds."""
        seconds = sum(self.model_seconds(width) for width in self.widths)
        return max(10, 10 * round(seconds / 10))


def doubling(count: int) -> tuple[int, ...]:
    """Return ``count`` marks, each twice the tokens of the one before."""
    return tuple(FIRST_MARK * 2**k for k in range(count))


PLANS: dict[str, Plan] = {
    "small": Plan((12, 16, 24, 32), doubling(3)),
    "standard": Plan((12, 16, 24, 32, 48, 64), doubling(4)),
    "large": Plan((12, 16, 24, 32, 48, 64, 96), doubling(5)),
}
RECORDED = Plan((12, 16, 24, 32, 48, 64, 96, 128), doubling(6))
"""What ``record`` trains, once for each seed."""


def chosen(widths: Sequence[int], marks: int) -> Plan:
    """Return the plan of a sweep that somebody put together.

    Raises: ValueError if no law could be told from it, or if it costs too much.
    """
    if len(widths) < FEWEST_WIDTHS:
        raise ValueError(
            f"widths names {len(widths)} models, but a law needs at least {FEWEST_WIDTHS}; "
            f"tick {FEWEST_WIDTHS - len(widths)} more"
        )
    plan = Plan(tuple(widths), doubling(marks))
    if plan.cpu_seconds > MOST_CPU_SECONDS:
        raise ValueError(
            f"widths and marks make a sweep of about {plan.cpu_seconds:,} CPU-seconds, but at most "
            f"{MOST_CPU_SECONDS:,} are given; tick fewer or smaller models, or set fewer marks"
        )
    return plan
