"""Train a network within a run: marks on the way, each a point to go on from."""

from collections.abc import Iterator

import numpy as np

from labs.contract import Context, Event, Progress, State
from labs.playable_world.comparing import compared
from labs.playable_world.drawing import draw
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import Drift, drifts, paired
from labs.playable_world.events import Learned
from labs.playable_world.pictures import as_bytes, side_by_side
from labs.playable_world.playing import random_keys
from labs.playable_world.recipes import Recipe
from labs.playable_world.settings import PlayParams
from labs.playable_world.training import Training
from labs.playable_world.world import FIRST_WORLD, begun

MARKS = 10
"""How often a training is measured on its way."""
MEASURED, AHEAD = 16, 50
"""Games that are dreamed at a mark, and frames dreamed of each."""
PICTURED = (1, 5, 10, 20, 35, 50)
EVERY = 10
SHARE = 0.9
"""The part of a run that its training takes; the rest goes to holding it against games."""


def trained(params: PlayParams, ctx: Context) -> Iterator[Event]:
    """Train for the budget, then dream with what was learned."""
    recipe = Recipe(params.rollout, params.noise)
    training = Training(recipe, params.budget, params.seed, device=ctx.device)
    if state := ctx.resume():
        training.restore(state.arrays, state.facts["step"])
    mark = params.budget // MARKS
    losses: list[float] = []
    while training.step < params.budget:
        losses.append(training.advance())
        if training.step % EVERY == 0:
            doing = f"training, step {training.step} of {params.budget}"
            yield Progress(fraction=SHARE * training.step / params.budget, doing=doing)
        if training.step % mark == 0:
            yield measured(training, float(np.mean(losses)))
            ctx.checkpoint(State(training.arrays(), {"step": training.step}))
            losses = []
    yield from compared(
        params, "trained", recipe, dreamed_by(training.average, ctx.device), start=SHARE
    )


def measured(training: Training, loss: float) -> Learned:
    """Dream a few games that no training draws, with what was learned so far."""
    context = training.recipe.context
    keys = random_keys(np.random.default_rng(7), context - 1 + AHEAD, MEASURED)
    pair = paired(
        begun(FIRST_WORLD + np.arange(MEASURED)),
        keys[: context - 1],
        dreamed_by(training.average, training.device),
    )
    games, dreams, last = [], [], Drift(0, 0, 0, 0, 0, 0, 0, 0)
    for step, drift in enumerate(drifts(pair, keys[context - 1 :], [AHEAD]), 1):
        last = drift or last
        if step in PICTURED:
            games.append(draw(pair.games)[0])
            dreams.append(pair.dreamed[0])
    return Learned(
        step=training.step,
        steps=training.steps,
        loss=loss,
        player=last.player,
        ball=last.ball,
        coins=last.coins,
        walls=last.walls,
        follows=last.follows,
        picture=side_by_side(np.stack(games), as_bytes(np.stack(dreams))),
    )
