"""How well invented keys agree with the true ones, in worlds that were never learned from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from labs.playable_world.codes import purity
from labs.playable_world.drawing import draw
from labs.playable_world.inventing import Inverse, named
from labs.playable_world.learning import scaled
from labs.playable_world.playing import random_keys, scattered
from labs.playable_world.world import FIRST_WORLD, KEYS, Ints, step

CLIPS, STEPS = 1600, 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """Presses counted by code and key, (codes, 5): all of them, and those that had an effect."""

    table: Ints
    effective: Ints
    """Presses that moved the player, or were meant to leave it where it is."""
    ceiling: float
    """The purity of a reader that sees exactly how the player moved, and nothing else."""

    @property
    def remark(self) -> str:
        """Say what the purity was measured on, and why it is no higher."""
        return (
            f"{self.table.sum():,} presses, {len(self.table)} codes. Where a wall stops the player "
            f"no frame shows the key: a reader of places alone gets {self.ceiling:.2f}, and where "
            f"keys show, the purity is {purity(self.effective):.2f}."
        )

    def facts(self) -> dict[str, Any]:
        """Return it as a card holds it."""
        counted = {"table": self.table.tolist(), "effective": self.effective.tolist()}
        return {**counted, "ceiling": round(self.ceiling, 5)}


def agreement(inverse: Inverse, seed: int, clips: int = CLIPS) -> Agreement:
    """Draw clips as those it learned from, of other worlds, and have it name what it sees."""
    rng = np.random.default_rng([seed, 0, 9])
    played = scattered(rng, clips, first=FIRST_WORLD)
    codes = inverse.say.out_features
    table, effective = (np.zeros((codes, len(KEYS)), dtype=np.int64) for _ in range(2))
    moves = np.zeros((len(KEYS), len(KEYS)), dtype=np.int64)
    for keys in random_keys(rng, STEPS, clips):
        before, played = played, step(played, keys)
        frames = torch.stack([scaled(draw(each)[:, None])[:, 0] for each in (before, played)], 1)
        code = named(inverse, frames)[:, 0]
        moved = (played.player != before.player).any(axis=-1)
        does = moved | (keys == 0)
        np.add.at(table, (code, keys), 1)
        np.add.at(effective, (code[does], keys[does]), 1)
        np.add.at(moves, (np.where(moved, keys, 0), keys), 1)
    return Agreement(table, effective, purity(moves))
