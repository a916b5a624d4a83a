"""Clips made of latents: the causal autoencoder, and the pipeline that makes its numbers.

Rombach et al. 2022 (diffusion in the space of an autoencoder), Brooks et al. 2024 (a space that is
compressed in time as well), Yang et al. 2024 (CogVideoX: causal, the first frame alone).
"""

from collections.abc import Sequence
from typing import Any

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from numpy.typing import NDArray
from torch import Tensor
from transformers import T5EncoderModel

from labs.shared.autoencoder import LATENT, CausalAutoencoder
from labs.video_generator.cost import LATENT_PATCH, Space, patches
from labs.video_generator.learning import Generator
from labs.video_generator.network import HEADS, ClipTransformer
from labs.video_generator.patching import unpatched
from labs.video_generator.pipeline import ClipPipeline, to_bytes
from labs.video_generator.sampling import LATENT_SHIFT, SHIFT, Sampler, Scheduler, scheduler

HALF = HEADS // 2
"""The networks that are compared are half as wide as the lab's own: they learn little, and fast."""


class ClipAutoencoder(ModelMixin, ConfigMixin):  # type: ignore[misc] # both name their file
    """A causal autoencoder, and the scale on which its numbers are about as large as noise."""

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, width: int = 128, blocks: int = 2) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.network = CausalAutoencoder(width, blocks)
        self.middle: Tensor
        self.spread: Tensor
        self.register_buffer("middle", torch.zeros(LATENT))
        self.register_buffer("spread", torch.ones(LATENT))

    def encode(self, video: Tensor) -> Tensor:
        """(batch, 1 + 4 k, H, W, 3) in −1 to 1 → (batch, 1 + k, H / 8, W / 8, 32)."""
        return (self.network.encode(video) - self.middle) / self.spread

    def decode(self, latents: Tensor) -> Tensor:
        """(batch, 1 + k, H / 8, W / 8, 32) → (batch, 1 + 4 k, H, W, 3)."""
        return self.network.decode(latents * self.spread + self.middle)


class LatentPipeline(ClipPipeline):
    """The pipeline of pixels, but its patches are of latents, which are decoded to be shown."""

    def __init__(
        self,
        clip: ClipTransformer,
        text: T5EncoderModel,
        scheduler: Scheduler,
        autoencoder: ClipAutoencoder,
    ) -> None:
        super().__init__(clip, text, scheduler)
        self.register_modules(autoencoder=autoencoder)  # type: ignore[no-untyped-call]
        self.autoencoder: ClipAutoencoder

    def grid(self, frames: int, height: int, width: int) -> tuple[int, int, int]:
        """Return how many patches of latents hold so many frames and pixels."""
        return patches("latent", frames, height, width)

    @torch.no_grad()
    def shown(self, tokens: Tensor, grid: Sequence[int], frames: int) -> NDArray[Any]:
        """Decode patches of latents into bytes (clips, frames, height, width, 3)."""
        latents = unpatched(tokens, self.clip.patch, grid)
        return to_bytes(self.autoencoder.decode(latents)[:, :frames])

    @torch.no_grad()
    def change(self, now: Tensor, was: Tensor, grid: Sequence[int]) -> float:
        """Return how far apart two clips' patches are once decoded, as pixels are."""
        both = unpatched(torch.stack([now, was]), self.clip.patch, grid)
        one, other = self.autoencoder.decode(both).clamp(-1, 1)
        return float((one - other).square().mean().sqrt()) / 2


def network_of(space: Space) -> Generator:
    """Make an untrained network of one space; the two differ in their first and last layers."""
    if space == "latent":
        return Generator(LATENT_PATCH, channels=LATENT, heads=HALF)
    return Generator(heads=HALF)


def at_work(
    generator: Generator, autoencoder: ClipAutoencoder | None, sampler: Sampler = "euler"
) -> ClipPipeline:
    """Put a trained network to work: on latents where it is given an autoencoder."""
    if autoencoder is None:
        return ClipPipeline(generator.clip, generator.text, scheduler(sampler, SHIFT))
    steps = scheduler(sampler, LATENT_SHIFT)
    return LatentPipeline(generator.clip, generator.text, steps, autoencoder)
