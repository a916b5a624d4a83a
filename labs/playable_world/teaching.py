"""Train a network within a run: marks on the way, each a point to go on from."""

from collections.abc import Iterator

import numpy as np
import torch

from labs.contract import Context, Event, Progress, State
from labs.playable_world.comparing import compared
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.events import Learned
from labs.playable_world.measuring import PICTURED, ahead
from labs.playable_world.pictures import side_by_side
from labs.playable_world.recipes import Recipe
from labs.playable_world.settings import PlayParams
from labs.playable_world.train import averaged, begun
from labs.shared.training import Training

MARKS = 10
"""How often a training is measured on its way."""
EVERY = 10
SHARE = 0.9
"""The part of a run that its training takes; the rest goes to holding it against games."""


def trained(params: PlayParams, ctx: Context) -> Iterator[Event]:
    """Train for the budget, then dream with what was learned."""
    recipe = params.recipe
    training = begun(recipe, params.seed, params.budget, ctx.device)
    if state := ctx.resume():
        training.restore(state.arrays, state.facts["step"])
    losses: list[float] = []
    for loss in training.losses():
        losses.append(loss)
        if training.step % EVERY == 0:
            doing = f"training, step {training.step} of {params.budget}"
            yield Progress(fraction=SHARE * training.step / params.budget, doing=doing)
        if training.step % (params.budget // MARKS) == 0:
            yield _marked(training, recipe, float(np.mean(losses)))
            ctx.checkpoint(State(training.arrays(), {"step": training.step}))
            losses = []
    dream = dreamed_by(averaged(training, recipe).to(torch.device(ctx.device)), ctx.device)
    yield from compared(params, "trained", recipe, dream, start=SHARE)


def _marked(training: Training, recipe: Recipe, loss: float) -> Learned:
    drift, games, dreams = ahead(averaged(training, recipe), pictured=PICTURED)
    return Learned(
        step=training.step,
        steps=training.steps,
        loss=loss,
        player=drift.player,
        ball=drift.ball,
        coins=drift.coins,
        walls=drift.walls,
        follows=drift.follows,
        picture=side_by_side(games, dreams),
    )
