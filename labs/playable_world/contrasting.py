"""Train one network on what was played, another alike on random keys, and hold both against games.

Worlds, frames, steps, noise and first weights are the same for both: only who pressed the keys
differs. Neither is measured in a world that it was taught.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from labs.contract import Context, Event, Progress, State
from labs.playable_world.arranging import horizons
from labs.playable_world.boards import text_of
from labs.playable_world.comparing import SHOWN
from labs.playable_world.covering import reels_of, told_plays
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import Drift, paired
from labs.playable_world.events import Dreamed, Taught, Weighed
from labs.playable_world.examining import MIDWAY, Exam, examined
from labs.playable_world.making import Dreaming
from labs.playable_world.pictures import as_bytes, sheet_uri
from labs.playable_world.plays import Play, plays_of
from labs.playable_world.recipes import Recipe
from labs.playable_world.recorded import COLUMNS
from labs.playable_world.settings import PlayParams
from labs.playable_world.train import averaged, begun
from labs.playable_world.world import picked
from labs.shared.training import Training

BY = ("plays", "random")
WORDS = ("player", "ball", "coins", "walls", "follows")
MARKS = 10
"""How often both are measured on their way."""
EVERY = 10
SHARE = 0.9
"""The part of a run that the trainings take."""

Trainings = Mapping[str, Training]


def contrasted(params: PlayParams, ctx: Context) -> Iterator[Event]:
    """Train both for the budget, mark by mark; tell how far each dream drifts."""
    plays = _given(params, ctx)
    recipe = params.recipe
    reels = reels_of(plays, params.seed)
    yield from told_plays(plays, reels)
    trainings = {
        by: begun(recipe, params.seed, params.budget, ctx.device, clips=reel.clips)
        for by, reel in zip(BY, reels, strict=True)
    }
    if state := ctx.resume():
        for by, training in trainings.items():
            training.restore(_of(by, state.arrays), state.facts["step"])
    exam = examined(params, plays, recipe.context)
    yield from _taught(params, trainings, recipe, exam, ctx)
    networks = [averaged(training, recipe) for training in trainings.values()]
    yield from _weighed(params, networks, exam, ctx.device)
    yield _dreamed(params, networks[0], exam, ctx.device)


def _given(params: PlayParams, ctx: Context) -> list[Play]:
    assert params.plays
    with ctx.open(params.plays) as file:
        return plays_of(file.read().decode("utf-8", "replace"))


def _taught(
    params: PlayParams, trainings: Trainings, recipe: Recipe, exam: Exam, ctx: Context
) -> Iterator[Event]:
    between = params.budget // MARKS
    done = trainings[BY[0]].step
    for mark in range(done + between, params.budget + 1, between):
        losses = dict[str, float]()
        for place, (by, training) in enumerate(trainings.items()):
            heard = list[float]()
            while training.step < mark:
                heard.append(training.advance())
                if training.step % EVERY == 0:
                    share = (mark + training.step - between * (1 - place)) / (2 * params.budget)
                    doing = f"training on {_NAMES[by]}, step {training.step} of {params.budget}"
                    yield Progress(fraction=SHARE * share, doing=doing)
            losses[by] = float(np.mean(heard))
        found = [
            _last(exam.drift(averaged(training, recipe), ctx.device, [MIDWAY]))
            for training in trainings.values()
        ]
        yield Taught(
            step=mark,
            steps=params.budget,
            loss=losses["plays"],
            loss_random=losses["random"],
            games=params.games,
            **_paired(found),
        )
        ctx.checkpoint(State(_together(trainings), {"step": mark}))


_NAMES = {"plays": "what was played", "random": "random keys"}


def _last(told: Iterator[Drift | None]) -> Drift:
    return [each for each in told if each][-1]


def _paired(found: Sequence[Drift]) -> dict[str, Any]:
    own, by_chance = found
    return {word: getattr(own, word) for word in WORDS} | {
        f"{word}_random": getattr(by_chance, word) for word in WORDS
    }


def _together(trainings: Trainings) -> dict[str, Any]:
    return {
        f"{by}.{name}": each
        for by, training in trainings.items()
        for name, each in training.arrays().items()
    }


def _of(by: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
    start = f"{by}."
    return {
        name.removeprefix(start): each for name, each in arrays.items() if name.startswith(start)
    }


def _weighed(
    params: PlayParams, networks: Sequence[Dreaming], exam: Exam, device: str
) -> Iterator[Event]:
    ahead = horizons(params.steps)
    told = [exam.drift(network, device, ahead) for network in networks]
    for step, found in enumerate(zip(*told, strict=True), 1):
        if found[0]:
            yield Weighed(games=params.games, horizon=step, **_paired(found))
        if step % EVERY == 0:
            doing = f"dreaming frame {step} of {params.steps}"
            yield Progress(fraction=SHARE + (1 - SHARE) * step / params.steps, doing=doing)


def _dreamed(params: PlayParams, network: Dreaming, exam: Exam, device: str) -> Dreamed:
    """Dream the first game once more, to be looked at."""
    keys = exam.keys[: exam.context - 1 + min(params.steps, SHOWN), :1]
    pair = paired(
        picked(exam.games, np.arange(1)), keys[: exam.context - 1], dreamed_by(network, device)
    )
    frames = []
    for key in keys[exam.context - 1 :]:
        pair.step(key)
        frames.append(as_bytes(pair.dreamed[0]))
    return Dreamed(
        preset="plays",
        world=int(exam.worlds[0]),
        keys=text_of(keys[:, 0]),
        frames=len(frames),
        context=exam.context,
        columns=COLUMNS,
        sheet=sheet_uri(np.stack(frames)),
    )
