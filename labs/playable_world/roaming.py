"""Hold a network of the scrolling world against it: what it knows of places it has left."""

import dataclasses
from collections.abc import Iterator

import numpy as np

from labs.contract import Event, Progress
from labs.playable_world.boards import keys_of, text_of
from labs.playable_world.codes import meant
from labs.playable_world.drifting import Dream
from labs.playable_world.events import Dreamed, Returned, Revisited
from labs.playable_world.pictures import as_bytes, sheet_uri, side_by_side
from labs.playable_world.playing import random_keys
from labs.playable_world.recipes import Recipe
from labs.playable_world.recorded import COLUMNS, SHOWN_AWAY
from labs.playable_world.returning import AWAY, pictured, returned, walked
from labs.playable_world.scrolling import begun
from labs.playable_world.settings import PlayParams
from labs.playable_world.world import FIRST_WORLD, Ints

SHOWN = 200
"""Frames that are kept to be looked at."""


def roamed(params: PlayParams, preset: str, recipe: Recipe, dream: Dream) -> Iterator[Event]:
    """Walk away and back in many games, then dream one play on and show it."""
    for place, each in enumerate(returned(params.seed, params.games, recipe.context, dream), 1):
        yield Returned(preset=preset, games=params.games, **dataclasses.asdict(each))
        yield Progress(
            fraction=0.8 * place / len(AWAY), doing=f"went {each.away} steps away and back"
        )
    games, dreams = pictured(params.seed, SHOWN_AWAY, recipe.context, dream)
    yield Revisited(preset=preset, away=SHOWN_AWAY, picture=side_by_side(games, dreams))
    yield _dreamed(params, preset, recipe, dream)


def _dreamed(params: PlayParams, preset: str, recipe: Recipe, dream: Dream) -> Dreamed:
    keys = _keys(params)
    world = FIRST_WORLD + params.seed
    told = walked(begun(np.array([world])), keys, recipe.context, dream)
    frames = [frame[0] for _, frame in told][1:]
    return Dreamed(
        preset=preset,
        world=world,
        scrolling=True,
        keys=text_of(keys),
        frames=len(frames),
        context=1,
        play=params.play,
        columns=COLUMNS,
        sheet=sheet_uri(as_bytes(np.stack(frames))),
    )


def _keys(params: PlayParams) -> Ints:
    if params.play:
        return meant(keys_of(params.play)[: params.steps])
    rng = np.random.default_rng([params.seed, 6])
    return random_keys(rng, min(params.steps, SHOWN), 1)[:, 0]
