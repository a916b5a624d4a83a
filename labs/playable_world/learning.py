"""What the network is taught, and on what: each recipe's loss on clips, of random play or given."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labs.playable_world import playing, walking
from labs.playable_world.drawing import LAMP_PIXELS, Frames
from labs.playable_world.flowing import Flow, drawn_levels
from labs.playable_world.recipes import Recipe
from labs.playable_world.world import Ints

CHANGED = 12.0
"""How much more a pixel weighs that changes from black to white than one that stays."""
BATCH = 32

Clips = Callable[[np.random.Generator, int, int], tuple[Frames, Ints]]
"""Draws so many clips of so many frames: (n, frames, 64, 64, 3) and keys (n, frames − 1)."""


def scaled(frames: NDArray[np.uint8]) -> Tensor:
    """(b, t, 64, 64, 3) bytes → (b, t, 3, 64, 64) from −1 to 1."""
    return torch.from_numpy(frames).permute(0, 1, 4, 2, 3).float() / 127.5 - 1


def random_play(recipe: Recipe) -> Clips:
    """Return what draws clips of random play in a recipe's world."""
    return walking.clips if recipe.world == "scrolling" else playing.clips


def batch_loss(
    network: nn.Module,
    recipe: Recipe,
    clips: Clips,
    seed: int,
    step: int,
    steps: int,
    device: str = "cpu",
) -> Tensor:
    """Return the loss of one step. Its clips and noise follow from seed and step alone."""
    rng = np.random.default_rng([seed, step])
    ahead = recipe.ahead(step / steps)
    bytes_, keys = clips(rng, BATCH, recipe.context + ahead)
    frames = scaled(bytes_).to(device)
    strength = recipe.noise * rng.random((BATCH, 1, 1, 1, 1), dtype=np.float32)
    noise = strength * rng.standard_normal((BATCH, recipe.context, 3, 64, 64), dtype=np.float32)
    noisy = frames[:, : recipe.context] + torch.from_numpy(noise).to(device)
    told = torch.from_numpy(keys).to(device)
    if isinstance(network, Flow):
        levels = torch.from_numpy(drawn_levels(rng, (BATCH, ahead))).to(device)
        fresh = rng.standard_normal((BATCH, ahead, 3, 64, 64), dtype=np.float32)
        return flow_loss(network, frames, told, noisy, torch.from_numpy(fresh).to(device), levels)
    return rollout_loss(network, frames, told, noisy)


def rollout_loss(network: nn.Module, frames: Tensor, keys: Tensor, shown: Tensor) -> Tensor:
    """Dream on from ``shown`` (b, context, 3, 64, 64), each frame from those dreamed before it."""
    context = shown.shape[1]
    ahead = frames.shape[1] - context
    total = torch.zeros((), device=frames.device)
    for place in range(context, context + ahead):
        dreamed = network(shown, keys[:, place - 1]).float()  # (b, 3, 64, 64)
        total = total + weighted_error(dreamed, frames[:, place], frames[:, place - 1])
        shown = torch.cat([shown[:, 1:], dreamed.clamp(-1, 1)[:, None]], dim=1)
    return total / ahead


def flow_loss(
    network: Flow, frames: Tensor, keys: Tensor, shown: Tensor, noise: Tensor, levels: Tensor
) -> Tensor:
    """Dream on from ``shown``, each next frame from a mixture of it and noise.

    ``noise`` is (b, ahead, 3, 64, 64), ``levels`` (b, ahead). What the network makes of a mixture
    is what it is shown next.
    """
    context = shown.shape[1]
    ahead = frames.shape[1] - context
    total = torch.zeros((), device=frames.device)
    by_chance = torch.from_numpy(LAMP_PIXELS).to(frames.device)
    for place in range(ahead):
        true, before = frames[:, context + place], frames[:, context + place - 1]
        mixed = network.mixed(true, noise[:, place], levels[:, place])
        key = keys[:, context + place - 1]
        clean = network.clean(shown, key, mixed, levels[:, place]).float()  # (b, 3, 64, 64)
        total = total + weighted_error(clean, true, before, by_chance)
        shown = torch.cat([shown[:, 1:], clean.clamp(-1, 1)[:, None]], dim=1)
    return total / ahead


def weighted_error(
    dreamed: Tensor, true: Tensor, before: Tensor, by_chance: Tensor | None = None
) -> Tensor:
    """Return the mean squared error, where pixels that change weigh more.

    Pixels ``by_chance`` (64, 64) always weigh more: if only those did that chance has changed, a
    frame that is drawn would change more often than the game.
    """
    changed = (true - before).abs().amax(dim=1, keepdim=True)  # (b, 1, 64, 64), up to 2
    if by_chance is not None:
        changed = torch.where(by_chance, 1.0, changed)
    return ((1 + CHANGED * changed) * (dreamed - true).square()).mean()
