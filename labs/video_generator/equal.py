"""Pixels against latents at equal compute: the same transformer, clips, words and optimisers.

What differs is what a patch is cut from, and so how many there are of a clip: 64 of pixels, or 20
of latents, which take more steps in the same CPU-seconds; and how much noise hides what is learned.
"""

from collections.abc import Mapping
from functools import cache

import numpy as np
import torch
from torch import Tensor

from labs.shared.training import Training
from labs.video_generator.cost import LATENT_PATCH, PATCH, Space
from labs.video_generator.cost import patches as patches_of
from labs.video_generator.latent import network_of
from labs.video_generator.learning import (
    DROPPED,
    MOTIONS,
    SHAPES,
    Batch,
    Levels,
    batch,
    missed,
    optimisers,
)
from labs.video_generator.patching import patches
from labs.video_generator.scenes import simple
from labs.video_generator.shipped import autoencoder
from labs.video_generator.spaces import FORM
from labs.video_generator.squeezing import Bank
from labs.video_generator.trial import WHOLE

WAYS_UNTIL = 0.5
"""The share of the steps in which ways are learned; in the others, shapes are, too."""
LEVELS: Mapping[Space, tuple[Levels, Levels]] = {
    "pixels": (MOTIONS, SHAPES),
    "latent": (Levels(1.0), Levels(1.0, spread=1.0, almost=0.15, even=True)),
}
"""Of the noise, for the one and for the other. Latents are lost in less of it."""
BANK = 4_096
"""Clips that are encoded once."""
FEW = 16
"""Clips of a batch: where few CPU-seconds are spent, more steps are worth more than larger ones."""


def equal_training(space: Space, seed: int, steps: int, device: str) -> Training:
    """Begin the training of one of the two networks."""
    torch.manual_seed(seed)
    generator = network_of(space).to(device)

    def loss(step: int) -> Tensor:
        rng = np.random.default_rng([seed, step])
        levels = LEVELS[space][step >= WAYS_UNTIL * steps]
        data = _of_pixels(rng) if space == "pixels" else of_latents(bank(seed, device), rng)
        return missed(generator, data, rng, levels)

    return Training(generator, loss, optimisers(generator), steps)


def _of_pixels(rng: np.random.Generator) -> Batch:
    """Draw a batch of clips, none of which is given in part."""
    data = batch(rng, simple, WHOLE, PATCH, FEW)
    data.known.zero_()
    return data


@cache
def bank(seed: int, device: str) -> Bank:
    """Encode the clips of a training, once a process."""
    encoder = autoencoder()
    torch.nn.Module.to(encoder, device)
    return Bank.of(encoder, simple, seed, BANK)


def of_latents(kept: Bank, rng: np.random.Generator, size: int = FEW) -> Batch:
    """Choose clips of a bank; some are learned without their prompt."""
    chosen = rng.integers(len(kept), size=size)
    latents = kept.latents[chosen].float()  # (batch, t, h, w, 32)
    prompts = ["" if rng.random() < DROPPED else kept.captions[each] for each in chosen]
    grid = patches_of("latent", *FORM)
    tokens = patches(latents, LATENT_PATCH)  # (batch, tokens, 128)
    nowhere = torch.zeros(tokens.shape[:2])
    return Batch(tokens, grid, prompts, nowhere, nowhere, telling=torch.zeros_like(tokens))
