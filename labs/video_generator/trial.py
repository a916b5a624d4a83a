"""The measure of a network: prompts drawn by seed, clips from noise, and what the checker reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from labs.video_generator.learning import Form, Generator
from labs.video_generator.network import unpatched
from labs.video_generator.reading import Read, read
from labs.video_generator.sampling import Tell, guided, walked
from labs.video_generator.scenes import Frames, Scene, alone, caption

TRIAL_SEED = 77
FORM = Form(16, 32, 32)
AT_ONCE = 25
"""Clips of a batch."""


@dataclass(frozen=True)
class Right:
    """Which of the three are as the prompt says."""

    colour: bool
    shape: bool
    motion: bool

    @property
    def all(self) -> bool:
        return self.colour and self.shape and self.motion


def asked(count: int, *, held_out: bool, seed: int = TRIAL_SEED) -> list[tuple[str, Scene]]:
    """Draw prompts of one object, each with a scene that it tells of."""
    drawn = []
    for number in range(count):
        rng = np.random.default_rng([seed, int(held_out), number])
        scene = alone(rng, held_out=held_out)
        drawn.append((caption(rng, scene), scene))
    return drawn


def teller(
    generator: Generator, prompts: Sequence[str], grid: tuple[int, int, int], guidance: float
) -> Tell:
    """Return what tells clean patches from noisy ones; both halves of the guidance go as one."""
    count = len(prompts)
    both = [*prompts, *[""] * count] if guidance != 1 else [*prompts]
    words, spoken = generator.read(both)

    def tell(noisy: Tensor, sigma: float) -> Tensor:
        doubled = noisy.repeat(len(both) // count, 1, 1)
        told = generator.clip(doubled, grid, doubled.new_full((len(both),), sigma), words, spoken)
        return told if guidance == 1 else guided(*told.chunk(2), guidance)

    return tell


@torch.inference_mode()
def clips(
    generator: Generator,
    prompts: Sequence[str],
    form: Form,
    seeds: Sequence[int],
    *,
    steps: int = 8,
    guidance: float = 2.0,
) -> list[Frames]:
    """Generate a clip for each prompt, each from its own seed's noise."""
    patch = generator.clip.patch
    grid = form.frames // patch[0], form.height // patch[1], form.width // patch[2]
    values = patch[0] * patch[1] * patch[2] * 3
    noise = torch.stack([noise_of(seed, grid, values) for seed in seeds]).to(generator.device)
    for step in walked(teller(generator, prompts, grid, guidance), noise, steps):
        last = step.told
    return [pixels(unpatched(each[None], patch, grid)[0]) for each in last]


def noise_of(seed: int, grid: tuple[int, int, int], values: int) -> Tensor:
    """Return a seed's noise: (tokens, values)."""
    source = torch.Generator().manual_seed(seed)
    return torch.randn(grid[0] * grid[1] * grid[2], values, generator=source)


def pixels(video: Tensor) -> Frames:
    """Map −1 to 1 to bytes."""
    return ((video.clamp(-1, 1) + 1) * 127.5).round().byte().cpu().numpy()


def judged(found: list[Read], scene: Scene) -> Right:
    """Compare what was read of a clip with its only thing."""
    thing, first = scene.things[0], found[0] if found else None
    return Right(
        colour=first is not None and first.colour == thing.colour,
        shape=first is not None and first.shape == thing.shape,
        motion=first is not None and first.motion == thing.motion,
    )


def accuracy(generator: Generator, count: int, *, held_out: bool) -> dict[str, float]:
    """Return the shares of prompts whose clip is right."""
    drawn, right = asked(count, held_out=held_out), []
    for first in range(0, count, AT_ONCE):
        some = drawn[first : first + AT_ONCE]
        seeds = range(first, first + len(some))
        made = clips(generator, [prompt for prompt, _ in some], FORM, seeds)
        right += [
            judged(read(frames), scene) for frames, (_, scene) in zip(made, some, strict=True)
        ]
    return {
        "colour": float(np.mean([each.colour for each in right])),
        "shape": float(np.mean([each.shape for each in right])),
        "motion": float(np.mean([each.motion for each in right])),
        "all": float(np.mean([each.all for each in right])),
    }
