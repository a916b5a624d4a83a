"""Hold a network's dreams against the games: how far they agree, and the first to look at."""

import dataclasses
from collections.abc import Iterator

import numpy as np

from labs.contract import Claimed, Event, Progress
from labs.playable_world.arranging import arranged, horizons
from labs.playable_world.boards import text_of
from labs.playable_world.drifting import Dream, Drift, drifts, paired
from labs.playable_world.events import Dreamed, Drifted
from labs.playable_world.pictures import as_bytes, sheet_uri
from labs.playable_world.recipes import Recipe
from labs.playable_world.recorded import COLUMNS
from labs.playable_world.settings import PlayParams
from labs.playable_world.world import FIRST_WORLD

SHOWN = 200
"""Frames of the first game that are kept to be looked at."""
EVERY = 10
"""Steps between two words of progress."""
LOST = 0.5
"""A share of right players under which more dreams than not have lost theirs."""


def compared(
    params: PlayParams, preset: str, recipe: Recipe, dream: Dream, start: float = 0
) -> Iterator[Event]:
    """Dream all games on; ``start`` is the share of the whole run that is done before."""
    games, keys = arranged(params, recipe.context)
    pair = paired(games, keys[: recipe.context - 1], dream)
    rest = keys[recipe.context - 1 :]
    frames, found = [], list[Drift]()
    for step, drift in enumerate(drifts(pair, rest, horizons(len(rest))), 1):
        if step <= SHOWN:
            frames.append(pair.dreamed[0])
        if drift:
            found.append(drift)
            yield Drifted(preset=preset, games=params.games, **dataclasses.asdict(drift))
        if step % EVERY == 0:
            done = start + (1 - start) * step / len(rest)
            yield Progress(fraction=done, doing=f"dreaming frame {step} of {len(rest)}")
    yield Dreamed(
        preset=preset,
        world=FIRST_WORLD + params.seed,
        board=params.board,
        keys=text_of(keys[: recipe.context - 1 + len(frames), 0]),
        frames=len(frames),
        context=recipe.context,
        play=params.play,
        columns=COLUMNS,
        sheet=sheet_uri(as_bytes(np.stack(frames))),
    )
    yield from _claimed(params, recipe, found)


def _claimed(params: PlayParams, recipe: Recipe, found: list[Drift]) -> Iterator[Claimed]:
    far = found[-1]
    remark = f"{params.games} games, {far.horizon} frames dreamed in a row"
    yield Claimed(claim="durable", measured=far.player, remark=f"{remark}.")
    if recipe.noise:
        yield Claimed(claim="noise", measured=far.walls, remark=f"{remark}, by walls.")
    else:
        lost = next((each.horizon for each in found if each.player < LOST), far.horizon)
        yield Claimed(
            claim="degrades",
            measured=lost,
            remark="The first horizon at which fewer than half of the dreams have their player "
            f"where it belongs; {remark}.",
        )
