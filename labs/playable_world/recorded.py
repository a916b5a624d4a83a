"""The dream that was recorded of every network: the same game, the same keys."""

import numpy as np

from labs.playable_world.playing import random_keys
from labs.playable_world.world import Ints

FRAMES, COLUMNS = 120, 20
"""Frames, and how many of them lie in a row of a sheet."""
SEED = 3


def recorded_keys(context: int = 2) -> Ints:
    """Return the keys of the recorded game, (context − 1 + frames,)."""
    return random_keys(np.random.default_rng(SEED), context - 1 + FRAMES, 1)[:, 0]
