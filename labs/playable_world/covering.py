"""How much of their worlds plays cover, beside random keys in the same worlds for as long."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from labs.playable_world.drawing import COAT, FLOOR, Frames
from labs.playable_world.events import Played
from labs.playable_world.plays import Play, text_of_plays
from labs.playable_world.reels import Reel, random_reel_of, reel_of
from labs.playable_world.world import LATTICE, PLAYER, Games, Ints, covers_wall, picked
from labs.shared.png import data_uri


def reels_of(plays: Sequence[Play], seed: int) -> tuple[Reel, Reel]:
    """Run plays again, and the same games for as long by random keys."""
    return reel_of(plays), random_reel_of(plays, np.random.default_rng([seed, 9]))


def told_plays(
    plays: Sequence[Play], reels: tuple[Reel, Reel], left_out: int = 0
) -> Iterator[Played]:
    """Tell what both cover."""
    own, by_chance = reels
    yield _covered("plays", plays, own, left_out=left_out, text=text_of_plays(plays))
    yield _covered("random", plays, by_chance)


def _covered(
    by: Literal["plays", "random"], plays: Sequence[Play], reel: Reel, **more: Any
) -> Played:
    states, firsts, lasts = reel.states, _firsts(reel), np.flatnonzero(reel.left == 0)
    worlds = [(play.world, play.board) for play in plays]
    index = [sorted(set(worlds)).index(each) for each in worlds]
    game = np.repeat(index, np.diff([*firsts, len(states)]))
    visited = np.unique(np.column_stack([game, states.player]), axis=0)
    fits = _places(picked(states, firsts[np.unique(index, return_index=True)[1]]))
    began, ended = states.there[firsts].sum(), states.there[lasts].sum()
    return Played(
        by=by,
        plays=len(plays),
        worlds=len(set(worlds)),
        frames=len(states),
        places=len(visited) / fits,
        taken=int(began - ended),
        coins=int(began),
        shown=float(states.there.sum(axis=1).mean()),
        held=_held(reel),
        picture=data_uri(_warmth(states.player)),
        **more,
    )


def _firsts(reel: Reel) -> Ints:
    """Return where each play begins."""
    return np.flatnonzero(np.diff(reel.left, prepend=-1) >= 0)


def _held(reel: Reel) -> float:
    pressed = reel.left > 0
    goes_on = pressed[:-1] & pressed[1:] & (reel.keys[:-1] == reel.keys[1:])
    return float(pressed.sum() / (pressed.sum() - goes_on.sum()))


def _places(games: Games) -> int:
    """Count the points where the player fits, in all games."""
    x, y = np.meshgrid(np.arange(LATTICE), np.arange(LATTICE))
    at = np.column_stack([x.ravel(), y.ravel()])
    return sum(
        int((~covers_wall(solid[None].repeat(len(at), axis=0), at, PLAYER)).sum())
        for solid in games.solid
    )


def _warmth(player: Ints) -> Frames:
    """Paint how often the player's middle was where: (32, 32, 3), by the logarithm."""
    counts = np.zeros((LATTICE, LATTICE))
    np.add.at(counts, (player[:, 1] + 1, player[:, 0] + 1), 1)
    share = (np.log1p(counts) / np.log1p(counts.max()))[..., None]
    return np.asarray(np.rint(FLOOR + share * np.subtract(COAT, FLOOR)), dtype=np.uint8)
