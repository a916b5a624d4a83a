"""The measure of a network: prompts drawn by seed, clips from noise, and what the checker reads."""

from dataclasses import dataclass

import numpy as np
import torch

from labs.video_generator.learning import Draw, Form, Generator, signed
from labs.video_generator.patching import patches
from labs.video_generator.pipeline import Ask, ClipPipeline
from labs.video_generator.sampling import Sampler, scheduler
from labs.video_generator.scenes import Frames, Scene, alone, caption
from labs.video_generator.standing import verdict

AT_ONCE = 25
"""Clips of a batch."""
WHOLE = Form(16, 32, 32)
Figures = dict[str, float]


def seen(rng: np.random.Generator, aspect: float) -> Scene:
    """Draw a scene of a combination that was trained."""
    return alone(rng, aspect, held_out=False)


def held_out(rng: np.random.Generator, aspect: float) -> Scene:
    """Draw a scene of a combination that no training drew."""
    return alone(rng, aspect, held_out=True)


@dataclass(frozen=True)
class Trial:
    """What is asked of a network: the form of its clips, which scenes, and how they are made."""

    form: Form = WHOLE
    draw: Draw = seen
    steps: int = 8
    guidance: float = 2.0
    given: int = 0
    """How many slabs of time are given at the start, from a clip drawn by code."""
    seed: int = 77

    def scene(self, number: int) -> tuple[str, Scene]:
        rng = np.random.default_rng([self.seed, number])
        scene = self.draw(rng, self.form.width / self.form.height)
        told = caption(rng, scene, still=self.form.frames == 1)
        return told, scene


def pipeline_of(
    generator: Generator, sampler: Sampler = "euler", shift: float | None = None
) -> ClipPipeline:
    """Put a trained network to work; its own shift is that of its clips of 32 pixels."""
    steps = scheduler(sampler, generator.shift if shift is None else shift)
    return ClipPipeline(generator.clip, generator.text, steps)


def clips_of(
    pipeline: ClipPipeline, asked: list[tuple[str, Scene]], trial: Trial, first: int
) -> list[Frames]:
    """Generate a clip for each prompt, each from its own number's noise, as one batch."""
    form = trial.form
    grid = pipeline.grid(form.frames, form.height, form.width)
    clean = known = None
    if trial.given:
        whole = grid[0] * pipeline.clip.patch[0]
        drawn = [scene.rendered(whole, form.height, form.width) for _, scene in asked]
        clean = patches(signed(np.stack(drawn)), pipeline.clip.patch)
        known = torch.zeros(len(drawn), *grid)
        known[:, : trial.given] = 1
        known = known.flatten(1)
    prompts, seeds = [prompt for prompt, _ in asked], range(first, first + len(asked))
    ask = Ask(prompts, grid, seeds, trial.steps, trial.guidance, clean, known)
    for step in pipeline.denoise(ask):
        last = step.told
    return list(pipeline.shown(last, grid, form.frames))


def scores(
    pipeline: ClipPipeline, count: int, trial: Trial
) -> tuple[Figures, list[Frames], list[str]]:
    """Return the shares of prompts whose clip is right, with the clips and their prompts."""
    asked = [trial.scene(number) for number in range(count)]
    figures, made = scores_of(pipeline, asked, trial)
    return figures, made, [prompt for prompt, _ in asked]


def scores_of(
    pipeline: ClipPipeline, asked: list[tuple[str, Scene]], trial: Trial
) -> tuple[Figures, list[Frames]]:
    """Return the shares of clips that show what they should, each asked for by its prompt."""
    made: list[Frames] = []
    for first in range(0, len(asked), AT_ONCE):
        made += clips_of(pipeline, asked[first : first + AT_ONCE], trial, first)
    verdicts = [verdict(scene, frames) for frames, (_, scene) in zip(made, asked, strict=True)]
    names = ["colour", "shape", "direction", "right"]
    if asked[0][1].relation:
        names.append("relation")
    return {
        name: float(np.mean([getattr(each, name) for each in verdicts])) for name in names
    }, made
