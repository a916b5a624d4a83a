"""The dream that was recorded of every network: the same game, the same keys."""

import numpy as np

from labs.playable_world.playing import random_keys
from labs.playable_world.world import FIRST_WORLD, Ints

FRAMES, COLUMNS = 120, 20
"""Frames, and how many of them lie in a row of a sheet."""
SEED = 3
SHOWN_AWAY = 24
"""Steps to the right, in the scrolling world, before as many to the left."""
HELD = 10
"""Steps for which an invented key is held, to be seen."""
SCROLLING_WORLD = FIRST_WORLD + 4
"""A scrolling world where the way to the right is free."""


def recorded_keys(context: int = 2) -> Ints:
    """Return the keys of the recorded game, (context − 1 + frames,)."""
    return random_keys(np.random.default_rng(SEED), context - 1 + FRAMES, 1)[:, 0]


def recorded_walk() -> Ints:
    """Return the keys of the recorded game in the scrolling world: away, back, and on by chance."""
    rest = random_keys(np.random.default_rng(SEED), FRAMES - 2 * SHOWN_AWAY, 1)[:, 0]
    return np.concatenate([np.repeat([4, 3], SHOWN_AWAY), rest])
