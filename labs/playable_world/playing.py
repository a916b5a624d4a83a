"""Random play: keys pressed, held and let go by chance, and short clips of it to learn from."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from labs.playable_world.drawing import Frames, draw
from labs.playable_world.world import (
    BALL,
    KEYS,
    LATTICE,
    PLAYER,
    Games,
    Ints,
    begun,
    covers_wall,
    step,
)

HOLD = 6
"""A key is held so many steps, on average."""
TRIES = 12
"""Places drawn for a thing that is set down anywhere; the first that no wall covers is taken."""

State = TypeVar("State")


def random_keys(rng: np.random.Generator, steps: int, games: int) -> Ints:
    """Draw keys (steps, games) as somebody might press them who does not look."""
    keys = np.empty((steps, games), dtype=np.int64)
    held = rng.integers(len(KEYS), size=games)
    for each in range(steps):
        let_go = rng.random(games) < 1 / HOLD
        held = np.where(let_go, rng.integers(len(KEYS), size=games), held)
        keys[each] = held
    return keys


def scattered(rng: np.random.Generator, games: int, first: int = 0) -> Games:
    """Begin games in their midst: things anywhere that no wall is, some of the coins taken.

    Their worlds are of seeds from ``first`` on.
    """
    state = begun(first + rng.integers(2**31, size=games))
    left = rng.uniform(0.2, 1.2, size=(games, 1))
    state.there = rng.random(state.there.shape) < left
    state.player = _somewhere(rng, state, state.player, PLAYER, slant=False)
    state.ball = _somewhere(rng, state, state.ball, BALL, slant=True)
    return state


def clips(rng: np.random.Generator, games: int, frames: int) -> tuple[Frames, Ints]:
    """Play some games for a moment: (games, frames, 64, 64, 3) and keys (games, frames − 1)."""
    state = scattered(rng, games)
    keys = random_keys(rng, frames - 1, games)
    return filmed(state, keys, step, draw), keys.T


def filmed(
    state: State, keys: Ints, step: Callable[[State, Ints], State], draw: Callable[[State], Frames]
) -> Frames:
    """Play games by their engine, by keys (steps, games): (games, steps + 1, 64, 64, 3)."""
    seen = [draw(state)]
    for key in keys:
        state = step(state, key)
        seen.append(draw(state))
    return np.stack(seen, axis=1)


def _somewhere(
    rng: np.random.Generator, state: Games, place: Ints, size: int, *, slant: bool
) -> Ints:
    """Draw places for a thing; the ball, which only moves aslant, keeps to its half of them."""
    left = np.ones(len(place), dtype=bool)
    for _ in range(TRIES):
        drawn = rng.integers(2, LATTICE - 1 - size, size=place.shape)
        if slant:
            drawn[:, 1] += (drawn.sum(axis=1) - place.sum(axis=1)) % 2
        fits = left & ~covers_wall(state.solid, drawn, size)
        place = np.where(fits[:, None], drawn, place)
        left &= ~fits
    return place
