"""From noise to patches: a step says what was there before the noise, and goes some way there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

SHIFT = 2.0

Tell = Callable[[Tensor, float], Tensor]
"""Says what patches (batch, tokens, values) with so much noise were without it."""


def levels(steps: int, shift: float = SHIFT) -> Tensor:
    """Return the noise after each step, from 1 to 0: (steps + 1,); Esser et al. 2024, eq. 23."""
    even = torch.linspace(1, 0, steps + 1)
    return shift * even / (1 + (shift - 1) * even)


def guided(with_words: Tensor, without: Tensor, guidance: float) -> Tensor:
    """Go beyond what the words add (Ho & Salimans 2022, eq. 6)."""
    return without + guidance * (with_words - without)


@dataclass(frozen=True)
class Step:
    """One step: what the patches were told to be, and the patches with the noise that is left."""

    number: int
    told: Tensor
    left: Tensor


def walked(tell: Tell, noise: Tensor, steps: int, shift: float = SHIFT) -> Iterator[Step]:
    """Walk from noise (batch, tokens, values) to clean patches, straight on (Euler's method)."""
    now, sigmas = noise, levels(steps, shift)
    for number in range(steps):
        here, following = float(sigmas[number]), float(sigmas[number + 1])
        told = tell(now, here)
        now = told + following / here * (now - told)
        yield Step(number + 1, told, now)
