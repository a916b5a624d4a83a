"""How a clip falls into patches, counted without touching a pixel."""

from dataclasses import dataclass
from math import prod

Shape = tuple[int, int, int]
"""Frames, height and width; of a clip, a patch or a grid of patches."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip of ``shape`` in patches of ``patch``; what the last patches lack is padded."""

    shape: Shape
    patch: Shape

    @property
    def grid(self) -> Shape:
        """Patches along time, height and width."""
        t, h, w = (-(-size // part) for size, part in zip(self.shape, self.patch, strict=True))
        return t, h, w

    @property
    def tokens(self) -> int:
        return prod(self.grid)

    @property
    def padded(self) -> Shape:
        """The shape that whole patches cover."""
        t, h, w = (count * part for count, part in zip(self.grid, self.patch, strict=True))
        return t, h, w

    @property
    def padding(self) -> int:
        """How many pixels, over all frames, hold nothing of the clip."""
        return prod(self.padded) - prod(self.shape)

    def length(self, channels: int = 3) -> int:
        """Return how many numbers a token holds."""
        return prod(self.patch) * channels


def latent_shape(shape: Shape, frames: int, pixels: int, *, causal: bool) -> Shape:
    """Return what a VAE that squeezes so much leaves of a clip.

    A causal one keeps the first frame alone: T frames give (T − 1) // frames + 1.
    """
    time = (shape[0] - 1) // frames + 1 if causal else -(-shape[0] // frames)
    return time, -(-shape[1] // pixels), -(-shape[2] // pixels)


def sampled(count: int, most: int) -> list[int]:
    """Return which of ``count`` frames are taken, evenly spaced, first and last among them."""
    taken = min(count, most)
    if taken == 1:
        return [0]
    return [round(place * (count - 1) / (taken - 1)) for place in range(taken)]
