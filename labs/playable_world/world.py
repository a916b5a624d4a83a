"""The game itself, exact to the pixel: many games at once, the same rules as ``engine.js``.

All places are on a lattice of 32 × 32 points, two pixels apart. The player moves one point a step
where a key sends it, the ball one point in both directions, and walls stop the one and turn the
other. A coin that the player touches is gone for good. One thing is left to chance: the light
among the four lamps of the upper wall jumps, on average every eighth step, to another lamp.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.chance import drawn, seeded

SIZE = 64
"""Pixels along a side of a frame."""
LATTICE = 32
CELLS = 7
"""Cells along a side of the floor, each of 4 × 4 points; a wall of 2 points surrounds them."""
WALLS, COINS, LAMPS = 6, 6, 4
PLAYER, BALL = 3, 2
"""Points that the player and the ball cover in each direction."""
KEYS = ("stay", "up", "down", "left", "right")
MOVES = np.array([(0, 0), (0, -1), (0, 1), (-1, 0), (1, 0)])
"""What each key adds to (x, y)."""
JUMP = 8
"""The light jumps once in so many steps, on average."""

FIRST_WORLD = 2**31
"""Games to play and to measure begin from seeds from here on; those to learn from stay below."""

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Games:
    """The state of n games. Places are (n, 2) as x, y in points of the lattice."""

    solid: NDArray[np.bool_]
    """(n, 32, 32), by row and column: where a wall is."""
    coins: Ints
    """(n, 6, 2): the upper left point of each coin."""
    there: NDArray[np.bool_]
    """(n, 6): which coins have not been taken."""
    player: Ints
    ball: Ints
    heading: Ints
    """(n, 2): −1 or 1 in x and in y."""
    lamp: Ints
    """(n,): which lamp is lit."""
    chance: NDArray[np.uint32]
    """(n,): the state of each game's random numbers."""

    def __len__(self) -> int:
        return len(self.player)


def begun(seeds: Ints) -> Games:
    """Begin one game for each seed: its walls, coins, player and ball follow from the seed."""
    n = len(seeds)
    chance = seeded(seeds)
    cells = np.tile(np.arange(CELLS * CELLS), (n, 1))
    for place in range(WALLS + COINS + 2):  # the first places of a shuffled deck
        chance, other = drawn(chance, CELLS * CELLS - place)
        _swapped(cells, place, place + other)
    corners = 2 + 4 * np.stack([cells % CELLS, cells // CELLS], axis=-1)  # (n, 49, 2)
    chance, ways = drawn(chance, 4)
    chance, lamp = drawn(chance, LAMPS)
    return Games(
        solid=walled(corners[:, :WALLS]),
        coins=corners[:, WALLS : WALLS + COINS] + 1,
        there=np.ones((n, COINS), dtype=bool),
        player=corners[:, WALLS + COINS],
        ball=corners[:, WALLS + COINS + 1] + 1,
        heading=np.stack([ways % 2, ways // 2], axis=-1) * 2 - 1,
        lamp=lamp,
        chance=chance,
    )


def step(games: Games, keys: Ints) -> Games:
    """Let every game go one step on, the player of each sent by its key (n,), 0 to 4."""
    player = moved(games.solid, games.player, keys)
    near = np.abs(games.coins - player[:, None] - 0.5)  # centres: the player's is 1.5, a coin's 1
    touched = (near < PLAYER / 2 + 1).all(axis=-1)
    ball, heading = _bounced(games.solid, games.ball, games.heading)
    chance, jumps = drawn(games.chance, JUMP)
    chance, by = drawn(chance, LAMPS - 1)
    lamp = np.where(jumps == 0, (games.lamp + 1 + by) % LAMPS, games.lamp)
    return Games(
        games.solid, games.coins, games.there & ~touched, player, ball, heading, lamp, chance
    )


def gathered(games: Sequence[Games]) -> Games:
    """Put games together."""
    names = [each.name for each in fields(Games)]
    return Games(*(np.concatenate([getattr(each, name) for each in games]) for name in names))


def picked(games: Games, which: NDArray[Any]) -> Games:
    """Take some games out, by their places or by flags."""
    return Games(*(getattr(games, each.name)[which] for each in fields(Games)))


def moved(solid: NDArray[np.bool_], player: Ints, keys: Ints) -> Ints:
    """Return where the keys send the players, (n, 2): nowhere if a wall is in the way."""
    wanted = player + MOVES[keys]
    return np.where(covers_wall(solid, wanted, PLAYER)[:, None], player, wanted)


def covers_wall(solid: NDArray[np.bool_], place: Ints, size: int) -> NDArray[np.bool_]:
    """Say for each game whether a square of so many points at (x, y) covers any wall."""
    game = np.arange(len(place))
    covered = np.zeros(len(place), dtype=bool)
    for down in range(size):
        for along in range(size):
            row = np.clip(place[:, 1] + down, 0, solid.shape[1] - 1)
            column = np.clip(place[:, 0] + along, 0, solid.shape[2] - 1)
            covered |= solid[game, row, column]
    return covered


def _bounced(solid: NDArray[np.bool_], ball: Ints, heading: Ints) -> tuple[Ints, Ints]:
    beside = covers_wall(solid, ball + heading * np.array([1, 0]), BALL)
    above = covers_wall(solid, ball + heading * np.array([0, 1]), BALL)
    corner = ~beside & ~above & covers_wall(solid, ball + heading, BALL)
    turned = heading * (1 - 2 * np.stack([beside | corner, above | corner], axis=-1))
    wanted = ball + turned
    stuck = covers_wall(solid, wanted, BALL)
    return np.where(stuck[:, None], ball, wanted), turned


def walled(corners: Ints) -> NDArray[np.bool_]:
    """Set down blocks of one cell each, (n, blocks, 2), within the wall around: (n, 32, 32)."""
    n = len(corners)
    solid = np.zeros((n, LATTICE, LATTICE), dtype=bool)
    solid[:, :2] = solid[:, -2:] = solid[:, :, :2] = solid[:, :, -2:] = True
    game = np.arange(n)[:, None, None, None]
    along = np.arange(4)
    rows = corners[:, :, 1, None, None] + along[:, None]  # (n, blocks, 4, 1)
    columns = corners[:, :, 0, None, None] + along  # (n, blocks, 1, 4)
    solid[game, rows, columns] = True
    return solid


def _swapped(cells: Ints, place: int, other: Ints) -> None:
    game = np.arange(len(cells))
    kept = cells[game, place].copy()
    cells[game, place] = cells[game, other]
    cells[game, other] = kept
