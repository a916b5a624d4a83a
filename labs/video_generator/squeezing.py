"""Training the autoencoder of sprites, and a bank of latents that are encoded once.

Encoding each batch as it is drawn would take longer than learning from its latents.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from labs.shared.autoencoder import SQUEEZED
from labs.shared.training import Training, muon_and_adamw
from labs.video_generator.latent import ClipAutoencoder
from labs.video_generator.learning import Draw, signed
from labs.video_generator.pipeline import to_bytes
from labs.video_generator.scenes import Scene, caption, simple
from labs.video_generator.standing import verdict

CLIPS = 12
"""Of a batch of the autoencoder's."""
FRAMES = 4 * SQUEEZED[0] + 1
"""The first frame stands alone, so that 17 frames are needed for a clip of 16."""
SIZE = 32
BLUR = 0.1
"""Noise on the latents while it learns to decode them: a generator's are never exact."""
SCALE_WEIGHT = 0.01
"""How much it matters that latents are about as large as 1, beside which the blur is small."""
RATE = 2e-3
ADAMW_TAKES = tuple(f"network.{name}" for name in ("read", "squeeze", "widen", "write"))
"""First and last layers; the convolutions are no matrices, and AdamW's, too."""
MEASURED_ON = 256
"""Clips that the latents' middle and spread are measured on."""


def drawn(rng: np.random.Generator, draw: Draw, count: int) -> tuple[list[Scene], Tensor]:
    """Draw scenes and their clips, in −1 to 1: (count, 17, 32, 32, 3)."""
    scenes = [draw(rng, 1.0) for _ in range(count)]
    return scenes, signed(np.stack([each.rendered(FRAMES, SIZE, SIZE) for each in scenes]))


def autoencoder_training(seed: int, steps: int, device: str) -> Training:
    """Begin the training of an autoencoder of the clips that the compared networks learn."""
    torch.manual_seed(seed)
    autoencoder: ClipAutoencoder = ClipAutoencoder()
    torch.nn.Module.to(autoencoder, device)

    def loss(step: int) -> Tensor:
        rng = np.random.default_rng([seed, step])
        clips = drawn(rng, simple, CLIPS)[1].to(device)
        latents = autoencoder.encode(clips)
        blur = torch.from_numpy(rng.standard_normal(latents.shape, np.float32)).to(latents)
        again = autoencoder.decode(latents + BLUR * blur)
        scale = (latents.square().mean() - 1).square()
        return torch.as_tensor((again - clips).square().mean() + SCALE_WEIGHT * scale)

    optimisers = muon_and_adamw(autoencoder, ADAMW_TAKES, adamw=RATE)
    return Training(autoencoder, loss, optimisers, steps, average=0.99)


@torch.no_grad()
def scaled(training: Training) -> ClipAutoencoder:
    """Return the averaged autoencoder, with the middle and the spread of its latents."""
    autoencoder: ClipAutoencoder = ClipAutoencoder()
    autoencoder.load_state_dict(training.averaged)
    _, clips = drawn(np.random.default_rng(0), simple, MEASURED_ON)
    latents = autoencoder.encode(clips).flatten(0, -2)
    autoencoder.middle.copy_(latents.mean(0))
    autoencoder.spread.copy_(latents.std(0))
    return autoencoder


@torch.no_grad()
def given_back(autoencoder: ClipAutoencoder, clips: int, seed: int = 77) -> dict[str, float]:
    """Let the checker read clips that were encoded and decoded; how near are they, in decibels?"""
    scenes, video = drawn(np.random.default_rng([seed, 1]), simple, clips)
    again = autoencoder.decode(autoencoder.encode(video))
    error = float((again.clamp(-1, 1) - video).square().mean())
    verdicts = [verdict(*each) for each in zip(scenes, to_bytes(again)[:, :-1], strict=True)]
    names = ("colour", "shape", "direction", "right")
    shares = {name: float(np.mean([getattr(each, name) for each in verdicts])) for name in names}
    return {**shares, "decibels": 10 * math.log10(4 / error)}


@dataclass(frozen=True)
class Bank:
    """Clips that were encoded once, and what each shows in words."""

    latents: Tensor
    """(clips, 5, 4, 4, 32), in half precision."""
    captions: list[str]

    @classmethod
    @torch.no_grad()
    def of(cls, autoencoder: ClipAutoencoder, draw: Draw, seed: int, clips: int) -> "Bank":
        """Draw and encode so many clips; ``seed`` says which."""
        encoded, captions = [], []
        for first in range(0, clips, 64):
            rng = np.random.default_rng([seed, 2, first])
            scenes, video = drawn(rng, draw, min(64, clips - first))
            captions += [caption(rng, each) for each in scenes]
            encoded.append(autoencoder.encode(video.to(autoencoder.device)).half())
        return cls(torch.cat(encoded), captions)

    def __len__(self) -> int:
        return len(self.captions)
