"""Random play in the scrolling world: short clips to learn from."""

import numpy as np

from labs.playable_world.drawing import Frames
from labs.playable_world.playing import TRIES, filmed, random_keys
from labs.playable_world.scrolling import WIDE, Walks, begun, draw, step
from labs.playable_world.world import PLAYER, Ints, covers_wall


def scattered(rng: np.random.Generator, games: int) -> Walks:
    """Begin games in their midst: the player anywhere that no wall is, some coins taken."""
    walks = begun(rng.integers(2**31, size=games))
    left = rng.uniform(0.2, 1.2, size=(games, 1))
    walks.there = rng.random(walks.there.shape) < left
    free = np.ones(games, dtype=bool)
    for _ in range(TRIES):
        drawn = rng.integers(2, WIDE - 1 - PLAYER, size=walks.player.shape)
        fits = free & ~covers_wall(walks.solid, drawn, PLAYER)
        walks.player = np.where(fits[:, None], drawn, walks.player)
        free &= ~fits
    return walks


def clips(rng: np.random.Generator, games: int, frames: int) -> tuple[Frames, Ints]:
    """Play some games for a moment: (games, frames, 64, 64, 3) and keys (games, frames − 1)."""
    walks = scattered(rng, games)
    keys = random_keys(rng, frames - 1, games)
    return filmed(walks, keys, step, draw), keys.T
