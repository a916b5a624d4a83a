"""Ways to train."""

from dataclasses import dataclass
from typing import Literal

from labs.playable_world.world import KEYS


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is taught: frames dreamed in a row at last, and noise on those it is shown."""

    rollout: int
    noise: float
    context: int = 2
    width: int = 48
    flow: int = 0
    """Steps from noise to a frame, where frames are drawn by flow matching; else 0."""
    codes: int = 0
    """How many keys, each a number that an inverse model found; 0 for the game's own keys."""
    world: Literal["arcade", "scrolling"] = "arcade"

    @property
    def keys(self) -> int:
        return self.codes or len(KEYS)

    def ahead(self, done: float) -> int:
        """Frames dreamed in a row when this share of the steps is done: rollouts grow longer."""
        return min(self.rollout, 1 + int(done >= 0.3) + int(done >= 0.5))
