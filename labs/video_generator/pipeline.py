"""Prompt to clip as a diffusers pipeline: saved and loaded like any other, a step at a time.

It needs nothing of this site. Where this repository is on Python's path, three lines do::

    from labs.video_generator.pipeline import ClipPipeline
    pipeline = ClipPipeline.from_pretrained("a folder that save_pretrained wrote")
    frames = pipeline("a red circle moves left").frames
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.utils.outputs import BaseOutput
from numpy.typing import NDArray
from torch import Tensor
from transformers import T5EncoderModel

from labs.video_generator.network import ClipTransformer, Looks
from labs.video_generator.patching import unpatched
from labs.video_generator.sampling import Scheduler, guided
from labs.video_generator.text import numbered, objects_of


def to_bytes(video: Tensor) -> NDArray[Any]:
    """Map −1 to 1 to bytes, and what is beyond to the nearest."""
    return ((video.clamp(-1, 1) + 1) * 127.5).round().byte().cpu().numpy()


@dataclass
class Clips(BaseOutput):
    """What a call returns: ``frames`` (clips, frames, height, width, 3), bytes."""

    frames: NDArray[Any]


@dataclass(frozen=True)
class Step:
    """One step, of patches (clips, tokens, values)."""

    number: int
    sigma: float
    """The noise before it, 1 to 0."""
    told: Tensor
    """What the network says was there before the noise."""
    left: Tensor
    """The patches with the noise that is left."""


@dataclass(frozen=True)
class Ask:
    """What to make: a prompt a clip, all on one grid of patches."""

    prompts: Sequence[str]
    grid: tuple[int, int, int]
    seeds: Sequence[int]
    steps: int = 8
    guidance: float = 2.0
    clean: Tensor | None = None
    """(clips, tokens, values): patches that are given, of which ``known`` says which."""
    known: Tensor | None = None
    """(clips, tokens): 1 where a patch is given."""
    words: int = 0
    """To how many words prompts are filled up, at least."""


class ClipPipeline(DiffusionPipeline):
    """A text encoder, a transformer over spacetime patches and a sampler."""

    def __init__(self, clip: ClipTransformer, text: T5EncoderModel, scheduler: Scheduler) -> None:
        super().__init__()
        self.register_modules(clip=clip, text=text, scheduler=scheduler)  # type: ignore[no-untyped-call]
        self.clip: ClipTransformer
        self.text: T5EncoderModel
        self.scheduler: Scheduler

    def read(self, prompts: Sequence[str], least: int = 0) -> tuple[Tensor, Tensor]:
        """Return words (prompts, n, width) and which of them are there (prompts, n)."""
        given = numbered(prompts, least, objects=objects_of(self.text))
        ids, spoken = (each.to(self.device) for each in given)
        return self.text(input_ids=ids, attention_mask=spoken).last_hidden_state, spoken

    def noise(self, seeds: Sequence[int], grid: Sequence[int]) -> Tensor:
        """Return each seed's noise (seeds, tokens, values): the same on every device."""
        shape = grid[0] * grid[1] * grid[2], self.clip.read.in_features
        drawn = [torch.randn(shape, generator=torch.Generator().manual_seed(s)) for s in seeds]
        return torch.stack(drawn).to(self.device)

    @torch.no_grad()
    def denoise(self, ask: Ask, looks: Sequence[Looks] = ()) -> Iterator[Step]:
        """Walk from noise to clips. Whoever stops listening stops it within a step.

        Both halves of the guidance go through the network as one batch. ``looks`` are filled in
        by every step, so that the last one stands.
        """
        count = len(ask.prompts)
        both = [*ask.prompts, *([""] * count if ask.guidance != 1 else [])]
        words, spoken = self.read(both, ask.words)
        known = None if ask.known is None else ask.known.repeat(len(both) // count, 1)
        now = self._given(self.noise(ask.seeds, ask.grid), ask)
        sampler: Any = self.scheduler
        sampler.set_timesteps(ask.steps)
        for number, time in enumerate(sampler.timesteps, 1):
            sigma = float(time) / sampler.config.num_train_timesteps
            noisy = now.repeat(len(both) // count, 1, 1)
            told = self.clip(
                noisy, ask.grid, noisy.new_full((len(both),), sigma), words, spoken, known, looks
            )
            if ask.guidance != 1:
                told = guided(told[:count], told[count:], ask.guidance)
            told = self._given(told, ask)
            towards = (now - told) / sigma
            now = self._given(sampler.step(towards, time, now).prev_sample, ask)
            yield Step(number, sigma, told, now)

    def _given(self, tokens: Tensor, ask: Ask) -> Tensor:
        if ask.known is None or ask.clean is None:
            return tokens
        return torch.where(ask.known[..., None] > 0, ask.clean, tokens)

    def shown(self, tokens: Tensor, grid: Sequence[int], frames: int) -> NDArray[Any]:
        """Turn patches into bytes (clips, frames, height, width, 3); a picture is a patch long."""
        return to_bytes(unpatched(tokens, self.clip.patch, grid)[:, :frames])

    def change(self, now: Tensor, was: Tensor, grid: Sequence[int]) -> float:  # noqa: ARG002
        """Return how far apart two clips' patches (tokens, values) are: of black to white."""
        change = now.clamp(-1, 1) - was.clamp(-1, 1)
        return float(change.square().mean().sqrt()) / 2

    def grid(self, frames: int, height: int, width: int) -> tuple[int, int, int]:
        """Return how many patches hold so many frames and pixels."""
        t, h, w = self.clip.patch
        return -(-frames // t), height // h, width // w

    def __call__(
        self,
        prompt: str | Sequence[str],
        *,
        frames: int = 16,
        height: int = 32,
        width: int = 32,
        steps: int = 8,
        guidance: float = 2.0,
        seed: int = 0,
    ) -> Clips:
        """Generate a clip for each prompt; the seeds count up from ``seed``."""
        prompts = [prompt] if isinstance(prompt, str) else list(prompt)
        grid = self.grid(frames, height, width)
        seeds = range(seed, seed + len(prompts))
        for step in self.denoise(Ask(prompts, grid, seeds, steps, guidance)):
            last = step.told
        return Clips(frames=self.shown(last, grid, frames))
