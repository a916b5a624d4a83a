"""Plays run again by the exact engine: every state of them, to look at and to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labs.playable_world.boards import keys_of, laid
from labs.playable_world.codes import meant
from labs.playable_world.drawing import Frames, draw
from labs.playable_world.playing import random_keys
from labs.playable_world.plays import Play
from labs.playable_world.world import Games, Ints, begun, gathered, picked, step


@dataclass(frozen=True, slots=True)
class Reel:
    """The states of all plays, one play after the other."""

    states: Games
    keys: Ints
    """(states,): the key that leads on from each; of a play's last one, any."""
    left: Ints
    """(states,): how many steps of its play follow each."""

    def clips(self, rng: np.random.Generator, games: int, frames: int) -> tuple[Frames, Ints]:
        """Cut clips out: (games, frames, 64, 64, 3) and keys (games, frames − 1)."""
        first = rng.choice(np.flatnonzero(self.left >= frames - 1), size=games)
        places = first[:, None] + np.arange(frames)  # (games, frames)
        seen = draw(picked(self.states, places.ravel()))
        return seen.reshape(games, frames, *seen.shape[1:]), self.keys[places[:, :-1]]


def reel_of(plays: Sequence[Play]) -> Reel:
    """Run plays again by their own keys."""
    return _run(plays, [meant(keys_of(play.keys)) for play in plays])


def random_reel_of(plays: Sequence[Play], rng: np.random.Generator) -> Reel:
    """Run the same games for as long by random keys."""
    keys = random_keys(rng, max(play.steps for play in plays), len(plays)).T
    return _run(plays, [each[: play.steps] for each, play in zip(keys, plays, strict=True)])


def _run(plays: Sequence[Play], keys: Sequence[Ints]) -> Reel:
    steps = np.array([len(each) for each in keys])
    pressed = np.zeros((steps.max() + 1, len(plays)), dtype=np.int64)
    for place, each in enumerate(keys):
        pressed[: len(each), place] = each
    states = [gathered([_begun(play) for play in plays])]
    for key in pressed[:-1]:
        states.append(step(states[-1], key))
    left = steps - np.arange(len(states))[:, None]  # (states, plays)
    lasts = left >= 0
    order = np.argsort(np.nonzero(lasts)[1], kind="stable")  # one play after the other
    whole = gathered([picked(each, on) for each, on in zip(states, lasts, strict=True)])
    return Reel(picked(whole, order), pressed[lasts][order], left[lasts][order])


def _begun(play: Play) -> Games:
    return laid(play.board, play.world) if play.board else begun(np.array([play.world]))
