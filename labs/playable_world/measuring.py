"""A network's drift on games that no training draws."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from labs.playable_world.drawing import Frames, draw
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import Drift, drifts, paired
from labs.playable_world.making import Dreaming
from labs.playable_world.pictures import as_bytes
from labs.playable_world.playing import random_keys
from labs.playable_world.returning import returned
from labs.playable_world.world import FIRST_WORLD, begun

GAMES, AHEAD = 16, 50
PICTURED = (1, 5, 10, 20, 35, 50)
"""Frames of the first game that are kept to be looked at."""
SEED = 7


def ahead(
    network: Dreaming, device: str = "cpu", pictured: Sequence[int] = ()
) -> tuple[Drift, Frames, Frames]:
    """Dream 16 games for 50 frames: the drift there, and pictures of the first game and dream."""
    context = network.context
    keys = random_keys(np.random.default_rng(SEED), context - 1 + AHEAD, GAMES)
    worlds = FIRST_WORLD + np.arange(GAMES)
    pair = paired(begun(worlds), keys[: context - 1], dreamed_by(network, device))
    games, dreams, last = [], [], None
    for step, drift in enumerate(drifts(pair, keys[context - 1 :], [AHEAD]), 1):
        last = drift or last
        if step in pictured:
            games.append(draw(pair.games)[0])
            dreams.append(as_bytes(pair.dreamed[0]))
    assert last
    return last, np.array(games), np.array(dreams)


def far(network: Dreaming) -> dict[str, float]:
    """Return that drift as figures for a log."""
    drift, _, _ = ahead(network)
    return dataclasses.asdict(drift)


def back(network: Dreaming) -> dict[str, float]:
    """Return what a network of the scrolling world still knows on its return, for a log."""
    told = returned(SEED, GAMES, network.context, dreamed_by(network))
    return {f"{word}_{each.away}": getattr(each, word) for each in told
            for word in ("kept", "gone", "stayed")}  # fmt: skip
