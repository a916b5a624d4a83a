"""What a generation costs, before it is begun: in CPU-seconds of one thread."""

from dataclasses import dataclass

PATCH = (4, 8, 8)
PER_TOKEN_SECONDS = 9e-5
"""A token's way through the network once; measured by benchmarks/video_generator.py."""
PER_PAIR_SECONDS = 8e-8
"""One token's look at another, in all layers."""
STEP_SECONDS = 0.004
BUDGET_SECONDS = 10.0
WORDS = 10


@dataclass(frozen=True)
class Cost:
    """Of ``clips`` at once; guidance other than 1 asks the network twice."""

    frames: int
    height: int
    width: int
    steps: int
    guided: bool
    clips: int = 1

    @property
    def tokens(self) -> int:
        t, h, w = PATCH
        return -(-self.frames // t) * (self.height // h) * (self.width // w)

    @property
    def seconds(self) -> float:
        every = self.tokens + WORDS
        asked = self.clips * (2 if self.guided else 1)
        once = every * PER_TOKEN_SECONDS + every**2 * PER_PAIR_SECONDS
        return self.steps * (STEP_SECONDS + asked * once)
