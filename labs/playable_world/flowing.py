"""The other way to dream: a frame is drawn from all that may come, instead of painting their mean.

Few-step flow matching (Lipman et al. 2023, arXiv:2210.02747, with its straight paths). The network
sees the last frames, the key, and a mixture x_t = (1 − t) x_0 + t x_1 of noise x_0 and the next
frame x_1, and says what x_1 is. A dream begins at noise and goes along v = (x_1 − x_t) / (1 − t),
a few steps far. After one step it is where the network expects the frame to be: at the mean.
"""

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labs.playable_world.network import TOLD, Dreamer

TIMES = (0.0, 0.15, 0.3, 0.5)
"""Where a dream of four steps asks, and so what is learned: t at each level. They lie closer in
the beginning, where it is decided which of the possible frames it will be."""
LEVELS = {1: (0,), 4: (0, 1, 2, 3)}
"""The levels that a dream of so many steps goes through."""
FIRST = 0.5
"""How often the first level is learned: there nothing but the last frames says what comes."""


class Flow(nn.Module):
    """A ``Dreamer`` that is also shown a mixture of the next frame and noise, and told its level.

    A mixture is shown as the best guess of a frame of variance 1 that could be made of it alone, so
    that noise without a frame is not seen at all.
    """

    times: Tensor

    def __init__(self, width: int = 48, context: int = 2, steps: int = 4) -> None:
        super().__init__()
        self.context, self.levels = context, LEVELS[steps]
        self.inner = Dreamer(width, context + 1)
        self.level = nn.Embedding(len(TIMES), TOLD)
        self.register_buffer("times", torch.tensor(TIMES), persistent=False)

    def mixed(self, frame: Tensor, noise: Tensor, level: Tensor) -> Tensor:
        """Mix frames (b, 3, 64, 64) with noise of levels (b,)."""
        time = self.times[level][:, None, None, None]
        return (1 - time) * noise + time * frame

    def clean(self, frames: Tensor, keys: Tensor, mixed: Tensor, level: Tensor) -> Tensor:
        """Say what frame a mixture becomes: (b, context, 3, 64, 64), (b,), (b, 3, 64, 64), (b,)."""
        told = self.inner.key(keys) + self.level(level)  # (b, told)
        time = self.times[level][:, None, None, None]
        guess = mixed * time / (time.square() + (1 - time).square())
        return self.inner.painted(torch.cat([frames, guess[:, None]], dim=1), told)

    def forward(self, frames: Tensor, keys: Tensor, noise: Tensor) -> Tensor:
        """(b, context, 3, 64, 64), (b,) and noise (b, 3, 64, 64) → (b, 3, 64, 64)."""
        mixed = noise
        for level, share in zip(self.levels, shares(self.levels), strict=True):
            given = torch.full((len(noise),), level, device=noise.device)
            clean = self.clean(frames, keys, mixed, given).clamp(-1, 1)
            mixed = mixed + share * (clean - mixed)
        return mixed


def shares(levels: tuple[int, ...]) -> list[float]:
    """Return which part of the way to the frame that it sees each step goes: the last goes all."""
    times = [*(TIMES[level] for level in levels), 1.0]
    return [(after - now) / (1 - now) for now, after in pairwise(times)]


def drawn_levels(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Draw levels to learn: the first one half of the time, the others alike."""
    later = rng.integers(1, len(TIMES), size=shape)
    return np.where(rng.random(shape) < FIRST, 0, later)
