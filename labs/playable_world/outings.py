"""The scrolling world as a task: a key is chosen, held for four steps, and coins are counted.

A wall, a coin and the way to the next cell are four points long, so that a choice moves the player
one cell on where no wall is. An outing is 40 choices, 160 frames; what it returns is the coins
that were taken.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.scrolling import ACROSS, Walks, begun, step
from labs.playable_world.world import FIRST_WORLD, KEYS, MOVES, Ints

HELD = 4
"""Steps for which each chosen key is held."""
CHOICES = 40
"""Keys chosen in one outing."""
TURN = 0.5
"""How often, on average, random play chooses anew rather than keep to its key."""

Cell = tuple[int, int]


def held(walks: Walks, keys: Ints) -> tuple[Walks, Ints]:
    """Hold the chosen keys (n,): the games after it, and the coins that each took (n,)."""
    before = walks.there.sum(axis=1)
    for _ in range(HELD):
        walks = step(walks, keys)
    return walks, before - walks.there.sum(axis=1)


def strolled(rng: np.random.Generator, choices: int, games: int) -> Ints:
    """Draw choices (choices, games) as somebody might make them who does not look."""
    keys = np.empty((choices, games), dtype=np.int64)
    now = rng.integers(len(KEYS), size=games)
    for each in range(choices):
        turns = rng.random(games) < TURN
        now = np.where(turns, rng.integers(len(KEYS), size=games), now)
        keys[each] = now
    return keys


def unseen(seed: int, games: int) -> Walks:
    """Begin games in worlds that nothing here learned from; those of a seed are always the same."""
    rng = np.random.default_rng([seed, 11])
    return begun(FIRST_WORLD + rng.integers(2**31, size=games))


def sought(walks: Walks) -> Ints:
    """Choose for each game the first key of a shortest way to a coin: an autopilot that sees all.

    It looks at the engine's own state, beyond the view too. 0 where no coin can be reached.
    """
    return np.array([_first_key(walks, game) for game in range(len(walks))], dtype=np.int64)


def _first_key(walks: Walks, game: int) -> int:
    solid = walks.solid[game, 2:-2:HELD, 2:-2:HELD]  # (15, 15), by row and column
    coins = {_cell(coin) for coin in walks.coins[game][walks.there[game]]}
    start = _cell(walks.player[game])
    seen, edge = {start}, deque([(start, 0)])
    while edge:
        at, first = edge.popleft()
        for key in range(1, len(KEYS)):
            there = (at[0] + int(MOVES[key, 0]), at[1] + int(MOVES[key, 1]))
            if there in seen or not _free(solid, there):
                continue
            if there in coins:
                return first or key
            seen.add(there)
            edge.append((there, first or key))
    return 0


def _cell(place: Ints) -> Cell:
    return (int(place[0]) - 2) // HELD, (int(place[1]) - 2) // HELD


def _free(solid: NDArray[np.bool_], cell: Cell) -> bool:
    inside = min(cell) >= 0 and max(cell) < ACROSS
    return inside and not solid[cell[1], cell[0]]
