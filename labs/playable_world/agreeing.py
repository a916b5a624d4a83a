"""How well invented keys agree with the true ones, in worlds that were never learned from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from labs.playable_world.codes import purity
from labs.playable_world.drawing import draw
from labs.playable_world.inventing import Inverse, changes, held, named, resting
from labs.playable_world.learning import scaled
from labs.playable_world.playing import random_keys, scattered
from labs.playable_world.world import FIRST_WORLD, KEYS, Ints, step

CLIPS, STEPS = 400, 8
BATCH = 50


@dataclass(frozen=True, slots=True)
class Agreement:
    """Presses counted by code and key, (codes, 5)."""

    table: Ints
    """All of them."""
    effective: Ints
    """Those that moved the player, or were meant to leave it where it is."""
    held: Ints
    """All of them, by the code that is taken to be held where the player comes to rest."""
    rests: list[int]
    """The codes with which the least changes."""
    ceiling: float
    """The purity of a reader that sees exactly how the player moved, and nothing else."""

    @property
    def remark(self) -> str:
        """Say what the purity was measured on, and why it is no higher."""
        return (
            f"{self.table.sum():,} presses, {len(self.table)} codes, named from two frames. Who "
            f"sees exactly where the player goes gets {self.ceiling:.3f}, for no frame shows which "
            f"way a wall stops it. Where a key shows they have {purity(self.effective):.3f}; as "
            f"they are told to the network that dreams, held on while the player stands, "
            f"{purity(self.held):.3f}."
        )

    def facts(self) -> dict[str, Any]:
        """Return it as a card holds it."""
        names = ("table", "effective", "held")
        counted = {name: getattr(self, name).tolist() for name in names}
        return {**counted, "rests": self.rests, "ceiling": round(self.ceiling, 5)}


def agreement(inverse: Inverse, seed: int, clips: int = CLIPS) -> Agreement:
    """Draw clips as those it learned from, of other worlds, and have it name what it sees."""
    rng = np.random.default_rng([seed, 0, 9])
    state = scattered(rng, clips, first=FIRST_WORLD)
    keys = random_keys(rng, STEPS, clips)
    seen, went = [draw(state)], []
    for key in keys:
        before, state = state, step(state, key)
        seen.append(draw(state))
        went.append((state.player != before.player).any(axis=-1))
    batches = torch.split(scaled(np.stack(seen, axis=1)), BATCH)
    told = np.concatenate([named(inverse, each) for each in batches])
    changed = np.concatenate([changes(each) for each in batches])
    codes, pressed, moved = inverse.say.out_features, keys.T, np.stack(went, axis=1)
    shows = moved | (pressed == 0)
    rests = resting(told, changed, codes)
    return Agreement(
        table=_counted(codes, told, pressed),
        effective=_counted(codes, told[shows], pressed[shows]),
        held=_counted(codes, held(told, rests), pressed),
        rests=rests,
        ceiling=purity(_counted(len(KEYS), np.where(moved, pressed, 0), pressed)),
    )


def _counted(codes: int, told: Ints, pressed: Ints) -> Ints:
    table = np.zeros((codes, len(KEYS)), dtype=np.int64)
    np.add.at(table, (told.ravel(), pressed.ravel()), 1)
    return table
