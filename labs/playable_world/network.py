"""The network that dreams: a small UNet from the last frames and a key to the next frame.

Frames are folded first, so that it works on 16 × 16 places of 4 × 4 pixels each. The key enters
every block by FiLM (Perez et al. 2017, arXiv:1709.07871): it scales and shifts the channels.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from labs.playable_world.world import KEYS

FOLD = 4
"""Pixels along the side of the square that becomes one place."""
PIXELS = 3 * FOLD * FOLD
TOLD = 64
"""Numbers that a key becomes."""


class Block(nn.Module):
    """Two convolutions beside a shortcut, scaled and shifted by what the frame depends on."""

    def __init__(self, width: int, told: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.film = nn.Linear(told, 2 * width)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        scale, shift = self.film(told)[:, :, None, None].chunk(2, dim=1)  # (b, c, 1, 1) each
        y = self.first(x) * (1 + scale) + shift
        return x + torch.as_tensor(self.second(functional.silu(y)))


class Dreamer(nn.Module):
    """Predicts the next frame from the last ones, in −1 to 1, and a key, 0 to 4."""

    def __init__(
        self, width: int = 48, context: int = 2, keys: int = len(KEYS), told: int = TOLD
    ) -> None:
        super().__init__()
        self.context = context
        self.key = nn.Embedding(keys, told)
        self.read = nn.Conv2d(context * PIXELS, width, 3, padding=1)
        self.fine = Block(width, told)
        self.down = nn.Conv2d(width, 2 * width, 2, stride=2)
        self.coarse = Block(2 * width, told)
        self.middle = Block(2 * width, told)
        self.up = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.join = nn.Conv2d(2 * width, width, 1)
        self.last = Block(width, told)
        self.write = nn.Conv2d(width, PIXELS, 1)

    def forward(self, frames: Tensor, keys: Tensor) -> Tensor:
        """(b, context, 3, 64, 64) and (b,) → (b, 3, 64, 64)."""
        return self.painted(frames, self.key(keys))

    def painted(self, frames: Tensor, told: Tensor) -> Tensor:
        """(b, context, 3, 64, 64) and (b, told) → (b, 3, 64, 64)."""
        b = frames.shape[0]
        folded = functional.pixel_unshuffle(frames.reshape(b, -1, *frames.shape[3:]), FOLD)
        fine = self.fine(self.read(folded), told)  # (b, width, 16, 16)
        coarse = self.middle(self.coarse(self.down(fine), told), told)  # (b, 2 width, 8, 8)
        joined = self.join(torch.cat([fine, self.up(coarse)], dim=1))
        drawn = self.write(self.last(joined, told))
        return torch.as_tensor(functional.pixel_shuffle(drawn, FOLD))
