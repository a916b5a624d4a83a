"""Which games are played, and with which keys."""

import numpy as np

from labs.playable_world.boards import keys_of, laid
from labs.playable_world.playing import random_keys
from labs.playable_world.settings import PlayParams
from labs.playable_world.world import FIRST_WORLD, Games, Ints, begun, gathered

HORIZONS = (1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 400)
"""After so many dreamed frames it is measured where the dreams are."""


def arranged(params: PlayParams, context: int) -> tuple[Games, Ints]:
    """Return the games of these settings, the first of them the world of the seed, and their keys.

    The keys are (context − 1 + steps, games): the first ones lead to the frames that are shown.
    """
    rng = np.random.default_rng([params.seed, 6])
    others = rng.integers(2**31, size=params.games - 1)
    worlds = FIRST_WORLD + np.concatenate([[params.seed], others])
    if params.board:
        games = gathered([laid(params.board, int(world)) for world in worlds])
    else:
        games = begun(worlds)
    keys = random_keys(rng, context - 1 + params.steps, params.games)
    if params.play:
        played = keys_of(params.play)[: len(keys)]
        keys = np.repeat(played[:, None], params.games, axis=1)
    return games, keys


def horizons(steps: int) -> list[int]:
    """Return where to measure so many steps: at fixed places, and at the end."""
    return sorted({each for each in HORIZONS if each < steps} | {steps})
