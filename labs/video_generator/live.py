"""Watch it learn: a network of 16 × 16 pixels, trained from nothing within a budget of steps."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from labs.contract import Context, Event, Progress, State
from labs.shared.clips import data_uri, strip
from labs.shared.training import Training
from labs.video_generator.events import Learned
from labs.video_generator.learning import BATCH, Form, Generator, Levels, batch, missed, optimisers
from labs.video_generator.patching import Patch
from labs.video_generator.sampling import SMALL_SHIFT
from labs.video_generator.scenes import simple
from labs.video_generator.settings import VideoParams
from labs.video_generator.trial import Trial, pipeline_of, scores

PATCH: Patch = (2, 4, 4)
SMALL = Form(8, 16, 16)
MARKS = 10
"""How often a training is held against the checker."""
PROMPTS = 24
LEVELS = Levels(0.5)
"""Smaller clips are lost in less noise."""
EVERY = 5
"""Steps between two words of progress."""


def training_of(params: VideoParams, device: str) -> Training:
    """Begin the training that these settings ask for."""
    torch.manual_seed(params.seed)
    generator = Generator(PATCH).to(device)

    def loss(step: int) -> Tensor:
        rng = np.random.default_rng([params.seed, step])
        return missed(generator, batch(rng, simple, SMALL, PATCH, BATCH), rng, LEVELS)

    return Training(generator, loss, optimisers(generator), params.learning_steps)


def learned(params: VideoParams, ctx: Context) -> Iterator[Event]:
    """Train; at every mark generate clips of fresh prompts and let the checker read them.

    A training that resumes goes on after its last mark, with the same results.
    """
    training = training_of(params, ctx.device)
    if state := ctx.resume():
        training.restore(state.arrays, state.facts["step"])
    every = max(1, params.learning_steps // MARKS)
    losses: list[float] = []
    for loss in training.losses():
        losses.append(loss)
        step, steps = training.step, training.steps
        if step % EVERY == 0:
            yield Progress(fraction=step / steps, doing=f"training, step {step} of {steps}")
        if step % every == 0 or step == steps:
            yield mark(training, sum(losses) / len(losses), ctx.device)
            losses.clear()
            ctx.checkpoint(State(training.arrays(), {"step": step}))


def mark(training: Training, loss: float, device: str) -> Learned:
    """Tell how good the running average of the weights is by now."""
    generator = Generator(PATCH)
    generator.load_state_dict(training.averaged)
    trial = Trial(SMALL, draw=simple)
    right, clips, prompts = scores(
        pipeline_of(generator.to(device).eval(), shift=SMALL_SHIFT), PROMPTS, trial
    )
    return Learned(
        step=training.step,
        steps=training.steps,
        loss=round(loss, 5),
        colour=right["colour"],
        direction=right["direction"],
        shape=right["shape"],
        picture=data_uri(strip(clips[0], 75)),
        prompt=prompts[0],
    )
