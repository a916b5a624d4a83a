"""The networks that come with the lab: what each is called, and what made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from labs.playable_world.codes import CODES
from labs.playable_world.recipes import Recipe


@dataclass(frozen=True, slots=True)
class Preset:
    label: str
    recipe: Recipe
    planned: int
    """Steps of the whole training."""
    steps: int
    """Steps after which this network was taken from it."""
    kind: Literal["age", "recipe"]
    """``age`` for one of the best network's, ``recipe`` for another way to train."""


BEST = Recipe(rollout=3, noise=0.3)
LONG = 3000
SCROLLING = "scrolling"
"""The network of the world that scrolls."""
INVENTED = "invented"
"""The network that never saw a true key."""


def _age(steps: int) -> Preset:
    return Preset(f"The best, at {steps:,} steps", BEST, LONG, steps, "age")


PRESETS: Mapping[str, Preset] = {
    "best": Preset("The best", BEST, LONG, LONG, "age"),
    "age_1000": _age(1000),
    "age_500": _age(500),
    "age_200": _age(200),
    "age_60": _age(60),
    "two_step": Preset("Two frames in a row", Recipe(2, 0.3), 1500, 1500, "recipe"),
    SCROLLING: Preset(
        "A world larger than the view", Recipe(3, 0.3, world="scrolling"), 4000, 4000, "recipe"
    ),
    INVENTED: Preset(
        "With keys it invented", Recipe(2, 0.3, width=32, codes=CODES), 1400, 1400, "recipe"
    ),
    "one_step": Preset("One frame, no noise", Recipe(1, 0), 1250, 1250, "recipe"),
}
