"""Where a dream leaves its game: both begun alike, both sent the same keys, read side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.drawing import BRICKS, GROUND, Frames, draw
from labs.playable_world.reading import Read, read, read_coins, read_lit, read_walls
from labs.playable_world.world import Games, moved, step

NEAR = 1
"""Points of the lattice, 2 pixels each, that a place may be off and still be called right."""
LEAST = np.float64(1e-10)
"""Mean squares are held to this, which is 100 dB."""
WINDOW = 10
"""Steps up to a horizon over which it is counted whether the player follows its keys."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Dream = Callable[[Floats, Ints], Floats]
"""Imagines the next frames: (n, context, 64, 64, 3) from 0 to 1 and keys (n,) → (n, 64, 64, 3)."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How far dreams agree with their games at one horizon: shares of all, 0 to 1."""

    horizon: int
    player: float
    ball: float
    coins: float
    """Of coins that nothing hides: there or taken, as in the game."""
    walls: float
    follows: float
    """Of the last steps: the player went where its key sends it from where it was dreamed."""
    exists: float
    """Of players and balls: there is one, wherever it is."""
    psnr: float
    """Decibels against the game's frame, the mean over games."""
    lit: float
    """Of dreams: one lamp is lit and the others are dark, whichever it is."""
    jumps: float
    """Of the last steps: another lamp is lit than the last one that was."""


@dataclass(slots=True)
class Pair:
    """Games and the dreams that began from their first frames."""

    games: Games
    shown: Floats
    """(n, context, 64, 64, 3): the frames that the next one is dreamed from."""
    dream: Dream

    def step(self, keys: Ints) -> None:
        """Let both go on by one frame."""
        self.games = step(self.games, keys)
        dreamed = self.dream(self.shown, keys)
        self.shown = np.concatenate([self.shown[:, 1:], dreamed[:, None]], axis=1)

    @property
    def dreamed(self) -> Floats:
        return self.shown[:, -1]


def paired(games: Games, keys: Ints, dream: Dream) -> Pair:
    """Play the first frames in the game alone, one key (context − 1, n) between two of them."""
    frames = [draw(games)]
    for key in keys:
        games = step(games, key)
        frames.append(draw(games))
    return Pair(games, (np.stack(frames, axis=1) / 255).astype(np.float32), dream)


def drifts(pair: Pair, keys: Ints, horizons: Sequence[int]) -> Iterator[Drift | None]:
    """Play keys (steps, n); yield after each step what was measured there, or None."""
    followed: list[float] = []
    jumped: list[float] = []
    before: Read | None = None
    lamp = np.full(len(pair.games), -1)
    for horizon, key in enumerate(keys, 1):
        pair.step(key)
        due = min((each for each in horizons if each >= horizon), default=None)
        if due is None or due - horizon > WINDOW:
            before = None
            yield None
            continue
        now, lit = read(pair.dreamed), read_lit(pair.dreamed)
        if before is not None:
            wanted = moved(pair.games.solid, before.player, key)
            followed.append(_share((wanted == now.player).all(axis=-1)))
            jumped.append(_share((lit != lamp) & (lit >= 0) & (lamp >= 0)))
        lamp = lit if before is None else np.where(lit < 0, lamp, lit)
        before = now
        if due == horizon:
            yield _measured(horizon, pair, now, followed, jumped)
            followed, jumped = [], []
        else:
            yield None


def _measured(
    horizon: int, pair: Pair, now: Read, followed: Sequence[float], jumped: Sequence[float]
) -> Drift:
    games, true = pair.games, draw(pair.games)
    coins = read_coins(pair.dreamed, games.coins, now)
    bare = _plain(true) & ~_squares(now.covers).any(axis=(2, 4))
    walls = read_walls(pair.dreamed) == games.solid.reshape(-1, 16, 2, 16, 2).any(axis=(2, 4))
    squared = np.square(pair.dreamed - true / np.float32(255)).mean(axis=(1, 2, 3))
    return Drift(
        horizon,
        player=_share(np.abs(now.player - games.player).max(axis=-1) <= NEAR),
        ball=_share(np.abs(now.ball - games.ball).max(axis=-1) <= NEAR),
        coins=_share(((coins > 0) == games.there)[coins != 0]),
        walls=_share(walls[bare]),
        follows=float(np.mean(followed)) if followed else 1.0,
        exists=_share(np.stack([now.player_exists, now.ball_exists])),
        psnr=float(np.mean(-10 * np.log10(np.maximum(squared, LEAST)))),
        lit=_share(read_lit(pair.dreamed) >= 0),
        jumps=float(np.mean(jumped)) if jumped else 0.0,
    )


def _plain(frames: Frames) -> Flags:
    """Say which squares of 4 × 4 pixels hold nothing but brick or floor: (n, 16, 16)."""
    same = (frames == BRICKS).all(axis=-1) | (frames == GROUND).all(axis=-1)
    return np.asarray(_squares(same).all(axis=(2, 4)))


def _squares(pixels: Flags) -> Flags:
    """(n, 64, 64) → (n, 16, 4, 16, 4)."""
    return pixels.reshape(-1, 16, 4, 16, 4)


def _share(right: Flags) -> float:
    return float(right.mean()) if right.size else 1.0
