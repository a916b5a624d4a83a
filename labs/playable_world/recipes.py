"""Ways to train."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is taught: frames dreamed in a row at last, and noise on those it is shown."""

    rollout: int
    noise: float
    context: int = 2
    width: int = 48
    flow: int = 0
    """Steps from noise to a frame, where frames are drawn by flow matching; else 0."""
    world: Literal["arcade", "scrolling"] = "arcade"

    def ahead(self, done: float) -> int:
        """Frames dreamed in a row when this share of the steps is done: rollouts grow longer."""
        return min(self.rollout, 1 + int(done >= 0.3) + int(done >= 0.5))
