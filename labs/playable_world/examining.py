"""Games to hold two networks against: in worlds that nobody played."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from labs.playable_world.boards import keys_of
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import Drift, drifts, paired
from labs.playable_world.making import Dreaming
from labs.playable_world.playing import random_keys
from labs.playable_world.plays import Play
from labs.playable_world.settings import PlayParams
from labs.playable_world.world import FIRST_WORLD, Games, Ints, begun

MIDWAY = 50
"""Dreamed frames at a mark of a training."""


@dataclass(frozen=True, slots=True)
class Exam:
    """Games in worlds that nobody played, and the keys for them: (context − 1 + steps, games)."""

    worlds: Ints
    games: Games
    keys: Ints
    context: int

    def drift(self, network: Dreaming, device: str, ahead: list[int]) -> Iterator[Drift | None]:
        """Dream all games on to the last of these horizons."""
        first, rest = self.keys[: self.context - 1], self.keys[self.context - 1 :]
        pair = paired(self.games, first, dreamed_by(network.to(device), device))
        yield from drifts(pair, rest[: ahead[-1]], ahead)


def examined(params: PlayParams, plays: Sequence[Play], context: int) -> Exam:
    """Draw worlds that no play was in. Every other game gets the keys of a play, the rest random.

    So neither network is measured by its own kind of keys alone.
    """
    rng = np.random.default_rng([params.seed, 10])
    drawn = FIRST_WORLD + rng.integers(2**31, size=params.games + len(plays))
    worlds = drawn[~np.isin(drawn, [play.world for play in plays])][: params.games]
    keys = random_keys(rng, context - 1 + max(params.steps, MIDWAY), params.games)
    for game in range(1, params.games, 2):
        pressed = keys_of(plays[int(rng.integers(len(plays)))].keys)
        keys[:, game] = np.resize(pressed, len(keys))
    return Exam(worlds, begun(worlds), keys, context)
