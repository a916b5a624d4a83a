"""The networks that come with the lab: what each is called, and what made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
    shares: str = ""
    """The one whose weights it has, where it is another way to dream with them."""


BEST = Recipe(rollout=3, noise=0.3)
LONG = 3000
SCROLLING = "scrolling"
"""The network of the world that scrolls."""


def _age(steps: int) -> Preset:
    return Preset(f"The best, at {steps:,} steps", BEST, LONG, steps, "age")


def _as_two_step(label: str, recipe: Recipe, shares: str = "") -> Preset:
    """Train one as ``two_step`` was trained, which it differs from in one thing alone."""
    return Preset(label, recipe, 1500, 1500, "recipe", shares)


PRESETS: Mapping[str, Preset] = {
    "best": Preset("The best", BEST, LONG, LONG, "age"),
    "age_1000": _age(1000),
    "age_500": _age(500),
    "age_200": _age(200),
    "age_60": _age(60),
    "one_step": Preset("One frame, no noise", Recipe(1, 0), 1250, 1250, "recipe"),
    "two_step": Preset("Two frames in a row", Recipe(2, 0.3), 1500, 1500, "recipe"),
    "one_frame": _as_two_step("Shown one frame", Recipe(2, 0.3, context=1)),
    "four_frames": _as_two_step("Shown four frames", Recipe(2, 0.3, context=4)),
    "narrow": _as_two_step("Half as wide", Recipe(2, 0.3, width=24)),
    "flow_4": _as_two_step("Drawn by flow, 4 steps", Recipe(2, 0.3, flow=4)),
    "flow_1": _as_two_step("Drawn by flow, 1 step", Recipe(2, 0.3, flow=1), shares="flow_4"),
    SCROLLING: Preset(
        "A world larger than the view", Recipe(3, 0.3, world="scrolling"), 4000, 4000, "recipe"
    ),
}
