"""The trainings of this lab, for ``manage.py train video_generator``."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from labs.shared.courses import Course, Figures
from labs.shared.training import Training
from labs.shared.weights import shipped
from labs.video_generator import enhancing
from labs.video_generator.cost import Space
from labs.video_generator.equal import FEW, equal_training
from labs.video_generator.latent import at_work, network_of
from labs.video_generator.learning import (
    BATCH,
    CORNERS,
    EDGES,
    MOTIONS,
    SHAPES,
    SMALL_SHAPES,
    Choice,
    Draw,
    Form,
    Generator,
    Levels,
    batch,
    every,
    missed,
    optimisers,
    smallest,
)
from labs.video_generator.related import one_or_two, related
from labs.video_generator.scenes import alone, simple, with_more_orbits
from labs.video_generator.shipped import autoencoder
from labs.video_generator.squeezing import CLIPS, autoencoder_training, given_back, scaled
from labs.video_generator.text import with_more_words
from labs.video_generator.thirds import three, up_to_three
from labs.video_generator.trial import Trial, held_out, pipeline_of, scores

WEIGHTS = Path(__file__).parent / "weights"
WHOLE = Form(16, 32, 32)
OTHERS = (
    Form(1, 32, 32), Form(8, 32, 32), Form(12, 32, 32), Form(16, 24, 40), Form(12, 40, 24),
)  # fmt: skip
"""Pictures, shorter clips and other sizes, so that the same weights make them."""
OTHER = 0.15
"""The share of steps that learn from those."""
MOTIONS_UNTIL = 4_800
"""The step from which on shapes are learned, too."""
ORBITS_FROM = 16_000
"""By then the shapes of nine in ten clips were right, but only of every second orbit."""
ENHANCER_BATCH = 64
STANDING_UNTIL = 12_000
"""The step until which two things learn how to stand to each other, as one learned its motion."""
SMALL_SHAPES_FROM = 25_500
"""By then big things had their shapes; from this step on two things learn those of small ones."""
EDGES_FROM = 39_200
"""From this step on two things learn to be drawn as sharp as they are."""
CORNERS_FROM = 43_100
"""From this step on two things learn most by what tells one shape from another."""
THIRDS_UNTIL = 1_500
"""The step until which three things learn where each stands."""
STILLS = OTHERS[:1]
"""What becomes hidden, and comes out again, does so in no picture: those are of one thing."""


def form_of(rng: np.random.Generator) -> Form:
    """Draw a batch's form."""
    return OTHERS[rng.integers(len(OTHERS))] if rng.random() < OTHER else WHOLE


@dataclass(frozen=True)
class Several:
    """What a network of several things learns from, and whose weights it goes on from."""

    knows: str
    draw: Draw
    closer_at: Choice
    levels: Callable[[int], Levels]
    """By the number of the step."""
    few_from: float = math.inf
    """The step from which on batches are small."""
    known: float = 1.0
    """The share of its rate at which a network goes on beside its detailer."""
    cooling: float = 0.3

    def begin(self, seed: int, steps: int, device: str) -> Training:
        """Begin the training with what the network of one thing fewer knows."""
        torch.manual_seed(seed)
        known = with_more_words(shipped(COURSES[self.knows].weights))
        generator = Generator.holding(known).with_detailer().to(device)

        def loss(step: int) -> Tensor:
            rng = np.random.default_rng([seed, step])
            form = form_of(rng)
            draw = with_more_orbits if form in STILLS else self.draw
            size = FEW if step >= self.few_from else BATCH
            data = batch(rng, draw, form, generator.clip.patch, size, self.closer_at)
            return missed(generator, data, rng, self.levels(step))

        chosen = optimisers(generator, self.known)
        return Training(generator, loss, chosen, steps, cooling=self.cooling)


def levels_of_two(step: int) -> Levels:
    """Return what two things learn from at a step: how they stand, their shapes, their edges."""
    if step < STANDING_UNTIL:
        return MOTIONS
    if step < SMALL_SHAPES_FROM:
        return SHAPES
    if step < EDGES_FROM:
        return SMALL_SHAPES
    return EDGES if step < CORNERS_FROM else CORNERS


def levels_of_three(step: int) -> Levels:
    """Return what three things learn from at a step: where each stands, then their shapes."""
    return MOTIONS if step < THIRDS_UNTIL else SMALL_SHAPES


TWO = Several("one", one_or_two, smallest, levels_of_two, EDGES_FROM, known=0.25, cooling=0.05)
THREE = Several("two", up_to_three, every, levels_of_three)


def one_object(seed: int, steps: int, device: str) -> Training:
    """Begin the shipped network's training: one object, all colours, shapes and motions."""
    torch.manual_seed(seed)
    generator = Generator().to(device)

    def loss(step: int) -> Tensor:
        rng = np.random.default_rng([seed, step])
        draw = alone if step < ORBITS_FROM else with_more_orbits
        data = batch(rng, draw, form_of(rng), generator.clip.patch, BATCH)
        return missed(generator, data, rng, MOTIONS if step < MOTIONS_UNTIL else SHAPES)

    return Training(generator, loss, optimisers(generator), steps)


def to_caption(seed: int, steps: int, device: str) -> Training:
    """Begin the prompt enhancer's training."""
    torch.manual_seed(seed)
    enhancer = enhancing.network()
    nn.Module.to(enhancer, device)

    def loss(step: int) -> Tensor:
        return enhancing.missed(enhancer, np.random.default_rng([seed, step]), ENHANCER_BATCH)

    adamw = torch.optim.AdamW(enhancer.parameters(), lr=2e-3, betas=(0.9, 0.98), weight_decay=0.0)
    return Training(enhancer, loss, [adamw], steps)


def captioned(training: Training) -> Figures:
    """Hold an enhancer's training against fresh prompts."""
    enhancer = enhancing.network()
    enhancer.load_state_dict(training.averaged)
    enhancer.eval()  # type: ignore[no-untyped-call]
    return {"exact": enhancing.exact(enhancer)}


def averaged(training: Training) -> Generator:
    """Return a network with the running average of the weights."""
    return Generator.holding(training.averaged).eval()


def measured(training: Training) -> Figures:
    """Hold a training against the checker, on few prompts: the benchmark takes 500."""
    pipeline = pipeline_of(averaged(training))
    known, _, _ = scores(pipeline, 50, Trial())
    unknown, _, _ = scores(pipeline, 25, Trial(draw=held_out))
    return {**known, "held_out": unknown["right"]}


def measured_of_two(training: Training) -> Figures:
    """Hold a training of two objects against the checker: in relations, and what is left of one."""
    pipeline = pipeline_of(averaged(training))
    two, _, _ = scores(pipeline, 50, Trial(draw=related))
    one, _, _ = scores(pipeline, 25, Trial())
    return {**two, "one_object": one["right"]}


def measured_of_three(training: Training) -> Figures:
    """Hold a training of three objects against the checker, and what is left of two."""
    pipeline = pipeline_of(averaged(training))
    three_things, _, _ = scores(pipeline, 50, Trial(draw=three))
    two, _, _ = scores(pipeline, 25, Trial(draw=related))
    return {**three_things, "two_objects": two["right"]}


def measured_again(training: Training) -> Figures:
    """Hold an autoencoder's training against the checker: does it still read what was drawn?"""
    return given_back(scaled(training), 50)


def measured_in_pixels(training: Training) -> Figures:
    """Hold a training in pixels against the checker, as the one below."""
    return _of_equals("pixels", training)


def measured_in_latents(training: Training) -> Figures:
    """Hold a training in latents against the checker, on few prompts of what it learned."""
    return _of_equals("latent", training)


def _of_equals(space: Space, training: Training) -> Figures:
    generator = network_of(space)
    generator.load_state_dict(training.averaged)
    again = autoencoder() if space == "latent" else None
    return scores(at_work(generator.eval(), again), 50, Trial(draw=simple))[0]


def course(
    name: str,
    begin: Callable[[int, int, str], Training],
    measure: Callable[[Training], Figures],
    steps: int,
    size: int = BATCH,
) -> Course:
    """Name a training whose average ships under its name; ``size`` is that of its batches."""
    return Course(
        begin=begin,
        steps=steps,
        measure=measure,
        weights=WEIGHTS / f"{name}.safetensors",
        tensors=lambda training: training.averaged,
        facts={"script": f"manage.py train video_generator {name}", "batch": size},
    )


COURSES = {
    "autoencoder": replace(
        course("autoencoder", autoencoder_training, measured_again, 900, CLIPS),
        tensors=lambda training: scaled(training).state_dict(),
    ),
    "one": course("one", one_object, measured, 28_000),
    "two": course("two", TWO.begin, measured_of_two, 52_400),
    "three": course("three", THREE.begin, measured_of_three, 6_000),
    "pixels_equal": course(
        "pixels_equal", partial(equal_training, "pixels"), measured_in_pixels, 1_000, FEW
    ),
    "latent": course("latent", partial(equal_training, "latent"), measured_in_latents, 2_200, FEW),
    "enhancer": course("enhancer", to_caption, captioned, 1_500, ENHANCER_BATCH),
}
