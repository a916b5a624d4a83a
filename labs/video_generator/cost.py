"""What a generation costs, before it is begun: in CPU-seconds of one thread."""

from dataclasses import dataclass
from typing import Literal

Space = Literal["pixels", "latent"]
"""What a network's patches are cut from: pixels, or the latents of an autoencoder."""
PATCH = (4, 8, 8)
"""Frames, rows and columns: of a patch of pixels, and of what becomes one latent."""
LATENT_PATCH = (1, 2, 2)
"""Of a patch of latents."""
PER_TOKEN_SECONDS = 9e-5
"""A token's way through the network once; measured by benchmarks/video_generator.py."""
PER_PAIR_SECONDS = 8e-8
"""One token's look at another, in all layers."""
PER_DETAILED_PATCH_SECONDS = 2.5e-4
"""What a patch's edges take besides, where a network has a detailer."""
STEP_SECONDS = 0.004
DECODING_SECONDS = 0.002
"""What the latents of one clip take to become pixels, after every step."""
BUDGET_SECONDS = 10.0
WORDS = 10


def latents(frames: int, height: int, width: int) -> tuple[int, int, int]:
    """Return how many latents hold so many frames and pixels: the first frame has its own."""
    return 1 + -(-(frames - 1) // PATCH[0]), height // PATCH[1], width // PATCH[2]


def patches(space: Space, frames: int, height: int, width: int) -> tuple[int, int, int]:
    """Return how many patches hold so many frames and pixels, in time, rows and columns."""
    if space == "latent":
        t, h, w = latents(frames, height, width)
        return t // LATENT_PATCH[0], h // LATENT_PATCH[1], w // LATENT_PATCH[2]
    return -(-frames // PATCH[0]), height // PATCH[1], width // PATCH[2]


@dataclass(frozen=True)
class Cost:
    """Of ``clips`` at once; guidance other than 1 asks the network twice."""

    frames: int
    height: int
    width: int
    steps: int
    guided: bool
    clips: int = 1
    space: Space = "pixels"
    detailed: bool = False

    @property
    def tokens(self) -> int:
        t, h, w = patches(self.space, self.frames, self.height, self.width)
        return t * h * w

    @property
    def seconds(self) -> float:
        every = self.tokens + WORDS
        asked = self.clips * (2 if self.guided else 1)
        once = every * PER_TOKEN_SECONDS + every**2 * PER_PAIR_SECONDS
        once += self.tokens * PER_DETAILED_PATCH_SECONDS if self.detailed else 0
        decoded = self.clips * DECODING_SECONDS if self.space == "latent" else 0
        return self.steps * (STEP_SECONDS + asked * once + decoded)
