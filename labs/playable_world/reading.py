"""Reads a frame as a player would: where the player and the ball are, which coins are left.

It knows how things look, and finds the place where each fits best; it is never told where to look.
The ball lies above all else, so what it hides speaks neither for nor against anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.drawing import (
    BALL_SPRITE,
    BRICKS,
    COIN_SPRITE,
    GROUND,
    LAMP_ROWS,
    LIT,
    PLAYER_SPRITE,
    UNLIT,
    Sprite,
    lamp_columns,
)
from labs.playable_world.world import BALL, LAMPS, PLAYER, SIZE

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
EXISTS = 0.5
"""A thing is there if the best fit misses its colours by less than so much of what floor would."""

CLEARLY = 0.25
"""A lamp is lit or dark if it is no further than so much of the way to the other from it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What n frames show. Places are (n, 2) as x, y in points of the lattice."""

    player: Ints
    player_exists: Flags
    ball: Ints
    ball_exists: Flags

    @property
    def covers(self) -> Flags:
        """Which pixels (n, 64, 64) the player and the ball hide."""
        by_player = _covered(self.player, self.player_exists, PLAYER)
        return by_player | _covered(self.ball, self.ball_exists, BALL)


def read(frames: Floats) -> Read:
    """Find the player and the ball in frames (n, 64, 64, 3) from 0 to 1."""
    ball, ball_exists = _found(frames, BALL_SPRITE, np.zeros(frames.shape[:3], dtype=bool))
    player, player_exists = _found(frames, PLAYER_SPRITE, _covered(ball, ball_exists, BALL))
    return Read(player, player_exists, ball, ball_exists)


def read_coins(frames: Floats, coins: Ints, seen: Read) -> Ints:
    """Say which of the places (n, k, 2) show a coin: 1, −1 for none, 0 where it is hidden."""
    rows, columns = np.nonzero(COIN_SPRITE.covers)
    game = np.arange(len(frames))[:, None, None]
    y = 2 * coins[..., 1, None] + rows  # (n, k, pixels)
    x = 2 * coins[..., 0, None] + columns
    shown = frames[game, y, x]  # (n, k, pixels, 3)
    ink = COIN_SPRITE.colours[rows, columns] / np.float32(255)
    bare = GROUND[y, x] / np.float32(255)
    gold = np.square(shown - ink).sum(axis=-1) < np.square(shown - bare).sum(axis=-1)
    hidden = seen.covers[game, y, x]
    votes = np.where(hidden, 0, np.where(gold, 1, -1)).sum(axis=-1)
    return np.where(hidden.all(axis=-1), 0, np.where(votes > 0, 1, -1))


def read_walls(frames: Floats) -> Flags:
    """Say which squares of 4 × 4 pixels look more like brick than like floor: (n, 16, 16)."""
    brick = np.square(frames - BRICKS / np.float32(255)).sum(axis=-1)
    floor = np.square(frames - GROUND / np.float32(255)).sum(axis=-1)
    nearer: Floats = (floor - brick).reshape(-1, 16, 4, 16, 4).mean(axis=(2, 4))
    return nearer > 0


def read_lamps(frames: Floats) -> Floats:
    """Say how bright each lamp is, from 0 for dark to 1 for lit: (n, 4)."""
    dark = np.array(UNLIT, dtype=np.float32) / 255
    light = np.array(LIT, dtype=np.float32) / 255 - dark
    lamps = [frames[:, LAMP_ROWS, lamp_columns(lamp)] for lamp in range(LAMPS)]
    colours = np.stack([each.mean(axis=(1, 2)) for each in lamps], axis=1)  # (n, 4, 3)
    return np.clip((colours - dark) @ light / (light @ light), 0, 1)


def read_lit(frames: Floats) -> Ints:
    """Say which lamp is lit while the others are dark, (n,): −1 where there is no such lamp."""
    glow = read_lamps(frames)
    second, first = np.sort(glow, axis=1)[:, -2:].T
    one = (first >= 1 - CLEARLY) & (second <= CLEARLY)
    return np.where(one, glow.argmax(axis=1), -1)


def _covered(place: Ints, exists: Flags, size: int) -> Flags:
    """Say which pixels (n, 64, 64) a square of so many points hides."""
    pixel = np.arange(SIZE)
    along = (pixel >= 2 * place[:, :1]) & (pixel < 2 * (place[:, :1] + size))  # (n, 64)
    down = (pixel >= 2 * place[:, 1:]) & (pixel < 2 * (place[:, 1:] + size))
    return np.asarray(along[:, None, :] & down[:, :, None] & exists[:, None, None])


def _found(frames: Floats, sprite: Sprite, hidden: Flags) -> tuple[Ints, Flags]:
    """Find the point where what is seen of a thing fits best, and whether it is there at all."""
    n, wide = len(frames), (SIZE - len(sprite.colours)) // 2 + 1
    inks, ink_of = np.unique(sprite.colours[sprite.covers], axis=0, return_inverse=True)
    seen = (~hidden).astype(np.float32)
    missed = [np.square(frames - ink / np.float32(255)).sum(axis=-1) * seen for ink in inks]
    total, count = (np.zeros((n, wide, wide), dtype=np.float32) for _ in range(2))
    for (row, column), ink in zip(np.argwhere(sprite.covers), ink_of.ravel(), strict=True):
        here = np.s_[:, row : row + 2 * wide - 1 : 2, column : column + 2 * wide - 1 : 2]
        total += missed[ink][here]
        count += seen[here]
    fit = (total / np.maximum(count, 1)).reshape(n, -1)
    best = fit.argmin(axis=1)
    bare = np.square((sprite.colours[sprite.covers] - GROUND[0, 0]) / 255.0).sum(axis=-1).mean()
    return np.stack([best % wide, best // wide], axis=-1), fit.min(axis=1) < EXISTS * bare
