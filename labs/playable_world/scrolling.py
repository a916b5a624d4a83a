"""The second world: four screens large, seen through a window that goes with the player.

The rules for walls, coins and keys are those of ``world.py``; there is no ball and no light. The
player is always in the middle of the view, and the world moves past. ``scrolling.js`` plays it too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.chance import drawn, seeded
from labs.playable_world.drawing import (
    BRICKS,
    COIN_SPRITE,
    GROUND,
    PLAYER_SPRITE,
    Frames,
)
from labs.playable_world.world import LATTICE, PLAYER, SIZE, Ints, moved

ACROSS = 15
"""Cells along a side of the floor, each of 4 × 4 points, with a wall of 2 points around."""
WIDE = 4 * ACROSS + 4
"""Points along a side of the world; the view shows ``LATTICE`` of them."""
BLOCKS, TREASURES = 30, 26
MIDDLE = (LATTICE - PLAYER) // 2
"""Where the player stands in the view, in points from its upper left corner."""
MARGIN = LATTICE // 2
"""Points of brick beyond the world's edges, for views that reach over them."""


@dataclass(slots=True)
class Walks:
    """The state of n games. Places are (n, 2) as x, y in points of the world."""

    solid: NDArray[np.bool_]
    """(n, 64, 64), by row and column: where a wall is."""
    coins: Ints
    """(n, 26, 2)."""
    there: NDArray[np.bool_]
    player: Ints

    def __len__(self) -> int:
        return len(self.player)

    @property
    def corner(self) -> Ints:
        """The upper left point of each view, (n, 2)."""
        return self.player - MIDDLE


def begun(seeds: Ints) -> Walks:
    """Begin one game for each seed, as ``world.begun`` does."""
    n = len(seeds)
    chance = seeded(seeds)
    cells = np.tile(np.arange(ACROSS * ACROSS), (n, 1))
    game = np.arange(n)
    for place in range(BLOCKS + TREASURES + 1):  # the first places of a shuffled deck
        chance, other = drawn(chance, ACROSS * ACROSS - place)
        other = other + place
        kept = cells[game, place].copy()
        cells[game, place] = cells[game, other]
        cells[game, other] = kept
    corners = 2 + 4 * np.stack([cells % ACROSS, cells // ACROSS], axis=-1)
    return Walks(
        solid=_walled(corners[:, :BLOCKS]),
        coins=corners[:, BLOCKS : BLOCKS + TREASURES] + 1,
        there=np.ones((n, TREASURES), dtype=bool),
        player=corners[:, BLOCKS + TREASURES],
    )


def step(walks: Walks, keys: Ints) -> Walks:
    """Let every game go one step on, the player of each sent by its key (n,), 0 to 4."""
    player = moved(walks.solid, walks.player, keys)
    near = np.abs(walks.coins - player[:, None] - 0.5)
    touched = (near < PLAYER / 2 + 1).all(axis=-1)
    return Walks(walks.solid, walks.coins, walks.there & ~touched, player)


def draw(walks: Walks) -> Frames:
    """Draw what each game's view shows: (n, 64, 64, 3)."""
    left, top = walks.corner.T[:, :, None] * 2  # pixels
    y, x = top + np.arange(SIZE), left + np.arange(SIZE)  # (n, 64) each, in pixels of the world
    wall = in_view(walks).repeat(2, axis=1).repeat(2, axis=2)
    tile = np.s_[(y % 8)[:, :, None], (x % 8)[:, None, :]]
    frames: Frames = np.where(wall[..., None], BRICKS[tile], GROUND[tile])
    rows, columns = np.nonzero(COIN_SPRITE.covers)
    at = (walks.coins - walks.corner[:, None]) * 2  # (n, 26, 2)
    down, along = at[..., 1, None] + rows, at[..., 0, None] + columns
    inside = (np.minimum(down, along) >= 0) & (np.maximum(down, along) < SIZE)
    inside &= walks.there[..., None]
    which, _, pixel = np.nonzero(inside)
    frames[which, down[inside], along[inside]] = COIN_SPRITE.colours[rows[pixel], columns[pixel]]
    middle = np.s_[2 * MIDDLE : 2 * (MIDDLE + PLAYER)]
    frames[:, middle, middle] = PLAYER_SPRITE.colours
    return frames


def in_view(walks: Walks) -> NDArray[np.bool_]:
    """Say which points of each view are wall: (n, 32, 32); beyond the world all is."""
    padded = np.pad(walks.solid, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)), constant_values=True)
    left, top = walks.corner.T[:, :, None] + MARGIN + np.arange(LATTICE)  # (n, 32) each
    game = np.arange(len(walks))[:, None, None]
    return np.asarray(padded[game, top[:, :, None], left[:, None, :]])


def _walled(corners: Ints) -> NDArray[np.bool_]:
    """Set down blocks of one cell each, (n, blocks, 2), within the wall around: (n, 64, 64)."""
    n = len(corners)
    solid = np.zeros((n, WIDE, WIDE), dtype=bool)
    solid[:, :2] = solid[:, -2:] = solid[:, :, :2] = solid[:, :, -2:] = True
    game = np.arange(n)[:, None, None, None]
    along = np.arange(4)
    rows = corners[:, :, 1, None, None] + along[:, None]
    columns = corners[:, :, 0, None, None] + along
    solid[game, rows, columns] = True
    return solid
