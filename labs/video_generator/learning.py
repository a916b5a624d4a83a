"""What the network learns from: clips drawn as they are needed, noise, and a squared error.

Lipman et al. 2022 and Liu et al. 2022 (straight ways from noise to data), Esser et al. 2024 (noise
levels drawn from a logit-normal), Ho & Salimans 2022 (prompts dropped at random).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labs.shared.sprites import Grid
from labs.shared.training import ADAMW, MUON, muon_and_adamw
from labs.video_generator import detailer, words
from labs.video_generator.network import AXES, CHANNELS, HEADS, LAYERS, ClipTransformer
from labs.video_generator.patching import Patch, patches
from labs.video_generator.sampling import DETAILED_SHIFT, SHIFT
from labs.video_generator.scenes import Scene, Thing, caption
from labs.video_generator.text import encoder, numbered, objects_in, objects_of

BATCH = 32
DROPPED = 0.1
"""The share of clips that are learned without their prompt."""
GIVEN = 0.15
"""The share of clips of which some patches are given, to be gone on from or filled between."""
ALMOST_FROM = 0.97
"""From this noise on nearly nothing of a clip is left, as at a sampler's first steps."""
EVENED = 0.03
"""The error of a trained network at noise σ is about in proportion to 1 / (1 − σ + EVENED)."""


@dataclass(frozen=True)
class Levels:
    """How noisy the clips are that a network learns from, and what each level's error is worth."""

    middle: float
    """Of the logit of the noise, which is normal."""
    spread: float = 1.2
    almost: float = 0.3
    """The share of clips of which nearly nothing is left."""
    even: bool = False
    """Whether the levels of noise are made to count alike, whatever their error."""
    closer: float = 0.0
    """How much more the patches count that one of several things is in: see ``batch``."""
    corners: float = 0.0
    """How much more the pixels count in which one shape differs from another."""
    legible: float = 1.0
    """Up to this noise some patches and pixels count more. Above it nobody can know which they are:
    a network would answer with things everywhere that they might be."""

    def drawn(self, rng: np.random.Generator, count: int) -> Tensor:
        """Draw how noisy clips are: (count,)."""
        level = 1 / (1 + np.exp(-self.spread * rng.standard_normal(count) - self.middle))
        almost = rng.random(count) < self.almost
        high = np.where(almost, rng.uniform(ALMOST_FROM, 1, count), level)
        return torch.from_numpy(high.astype(np.float32))


MOTIONS = Levels(1.8)
"""Larger clips stay legible through more noise (Esser et al. 2024, section 5.3.2): a background
shows through 98 parts of noise in a hundred, and what shows need not be heard of from the words.
Motions are learned where nothing shows."""
SHAPES = Levels(1.8, spread=1.0, almost=0.15, even=True)
"""Where a thing is shows through more noise than what shape it has; only between the two must a
shape be heard of. Without ``even`` that narrow band was drowned by the errors of near noise: 3,100
steps more left 34 shapes in 100 right, as chance does."""
SMALL_SHAPES = Levels(1.0, spread=1.0, almost=0.1, even=True, closer=6.0)
"""Of two things the larger fills most patches, and the smaller has a shape only where less noise
is: with SHAPES alone, 95 in 100 big things got their shape, and half of the small ones; 13,700
steps of these later 72 of 100 clips were right, and 41 before. 4,200 more, with the pixels at which
a small thing's shape is told counting nine times, changed nothing: 71 of 100."""
EDGES = Levels(0.8, spread=1.2, almost=0.1, even=True, closer=6.0)
"""What was left was not a matter of words: of small squares that were given with 3 parts of noise
in a hundred, a third came back as circles. A detailer learns edges where they show."""

CORNERS = Levels(1.6, spread=1.0, almost=0.1, even=True, closer=6.0, corners=20.0, legible=0.92)
"""Four in ten small squares still came out otherwise, mostly as circles, and of other things far
fewer: such a square is told by its corners, which are one pixel in a hundred."""

Draw = Callable[[np.random.Generator, float], Scene]
"""Draws a scene for an aspect ratio."""
Choice = Callable[[Sequence[Thing]], Sequence[Thing]]
"""Says which of several things are looked at closer."""


@dataclass(frozen=True)
class Form:
    """Frames and pixels of a batch; one frame stands for a picture, held for a whole patch."""

    frames: int
    height: int
    width: int


@dataclass(frozen=True)
class Batch:
    tokens: Tensor
    """(batch, tokens, values): clean patches, in −1 to 1."""
    grid: tuple[int, int, int]
    prompts: list[str]
    known: Tensor
    """(batch, tokens): which patches are given."""
    near: Tensor
    """(batch, tokens): which patches are looked at closer: nowhere, if there is only one thing."""
    telling: Tensor
    """(batch, tokens, values): how much of it one shape would cover, and another would not."""


class Generator(nn.Module):
    """The text encoder and the transformer, trained as one."""

    def __init__(
        self,
        patch: Patch = (4, 8, 8),
        *,
        objects: int = 1,
        channels: int = CHANNELS,
        heads: int = HEADS,
        detailed: bool = False,
    ) -> None:
        super().__init__()
        self.text = encoder(objects)
        width = heads * sum(AXES)
        self.clip = ClipTransformer(patch, width, heads=heads, channels=channels, detailed=detailed)

    @classmethod
    def holding(cls, tensors: Mapping[str, Tensor]) -> Self:
        """Make the network of clips of pixels that weights are of."""
        detailed = any(name.startswith(DETAILER) for name in tensors)
        made = cls(objects=objects_in(tensors), detailed=detailed)
        made.load_state_dict(tensors)
        return made

    def with_detailer(self) -> "Generator":
        """Return the same network with a detailer, which tells nothing yet."""
        made = Generator(self.clip.patch, objects=objects_of(self.text), detailed=True)
        made.load_state_dict({**made.state_dict(), **self.state_dict()})
        return made

    @property
    def shift(self) -> float:
        """Return the sampler's shift that suits its clips of 32 pixels."""
        return SHIFT if self.clip.detailer is None else DETAILED_SHIFT

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device

    def read(self, prompts: list[str]) -> tuple[Tensor, Tensor]:
        """Return words (batch, n, text_width) and which of them are there (batch, n)."""
        given = numbered(prompts, objects=objects_of(self.text))
        ids, spoken = (each.to(self.device) for each in given)
        words = self.text(input_ids=ids, attention_mask=spoken).last_hidden_state
        return words, spoken


DETAILER = "clip.detailer."
ADAMW_TAKES = (
    "text.", "clip.read", "clip.place", "clip.pool", "clip.noise", "clip.last", "clip.write",
    *(f"clip.blocks.{number}.modulation" for number in range(LAYERS)),
)  # fmt: skip
"""First and last layers, embeddings, and what the words say: with Muon's large steps those that go
through the modulation never learned a motion (3,300 steps, 26 in 100 right; chance is 14)."""


DETAILER_ADAMW_TAKES = (
    "read", "write", *(f"layers.{number}.modulation" for number in range(detailer.LAYERS)),
)  # fmt: skip
"""The same of a detailer; Muon takes its kernels."""


def optimisers(generator: Generator, known: float = 1.0) -> list[torch.optim.Optimizer]:
    """Give Muon the matrices inside a network, and AdamW the others.

    ``known`` is the share of its rate at which a network goes on that a detailer joins.
    """
    rates = {"muon": known * MUON, "adamw": known * ADAMW}
    made = muon_and_adamw(generator, ADAMW_TAKES, **rates, without=(DETAILER,))
    if generator.clip.detailer is not None:
        made += muon_and_adamw(generator.clip.detailer, DETAILER_ADAMW_TAKES)
    return made


def signed(frames: NDArray[np.uint8]) -> Tensor:
    """Map bytes to −1 to 1."""
    return torch.from_numpy(frames.astype(np.float32)) / 127.5 - 1


def smallest(things: Sequence[Thing]) -> Sequence[Thing]:
    """Choose the thing that fills the fewest pixels."""
    return [min(things, key=lambda each: each.radius)]


def every(things: Sequence[Thing]) -> Sequence[Thing]:
    """Choose all things: the background is looked at less."""
    return things


def batch(
    rng: np.random.Generator,
    draw: Draw,
    form: Form,
    patch: Patch,
    size: int,
    closer_at: Choice = smallest,
) -> Batch:
    """Draw clips of one form, with captions; some with patches that are given."""
    still = form.frames == 1
    scenes = [draw(rng, form.width / form.height) for _ in range(size)]
    frames = np.stack([each.rendered(form.frames, form.height, form.width) for each in scenes])
    near = _near(scenes, frames, closer_at)
    telling = _telling(scenes, form).repeat(CHANNELS, axis=-1)
    if still:
        frames = frames.repeat(patch[0], axis=1)
        near, telling = (each.repeat(patch[0], axis=1) for each in (near, telling))
    prompts = [
        "" if rng.random() < DROPPED else caption(rng, scene, still=still) for scene in scenes
    ]
    grid = frames.shape[1] // patch[0], form.height // patch[1], form.width // patch[2]
    known = np.stack([_given(rng, grid[0]) for _ in scenes])  # (batch, t)
    known = known.repeat(grid[1] * grid[2], axis=1)  # (batch, tokens)
    seen = patches(torch.from_numpy(near), patch).amax(-1)
    told = patches(torch.from_numpy(telling), patch)
    return Batch(patches(signed(frames), patch), grid, prompts, torch.from_numpy(known), seen, told)


def _near(
    scenes: Sequence[Scene], frames: NDArray[np.uint8], closer_at: Choice
) -> NDArray[np.float32]:
    """Return where the chosen of several are seen, 0 or 1: (batch, frames, height, width, 3)."""
    where = np.zeros(frames.shape, np.float32)
    for place, (scene, clip) in enumerate(zip(scenes, frames, strict=True)):
        if len(scene.things) > 1:
            chosen = closer_at(scene.things)
            others = tuple(each for each in scene.things if each not in chosen)
            without = replace(scene, things=others).rendered(*clip.shape[:3])
            where[place] = without != clip
    return where


def _telling(scenes: Sequence[Scene], form: Form) -> NDArray[np.float32]:
    """Return how much one shape of one of several things would cover, and another would not.

    (batch, frames, height, width, 1), 0 to 1. It is the same whichever shape the thing has, so that
    none is likelier for it.
    """
    grid = Grid(form.height, form.width)
    where = np.zeros((len(scenes), form.frames, form.height, form.width, 1), np.float32)
    for scene, seen in zip(scenes, where, strict=True):
        for thing in scene.things if len(scene.things) > 1 else ():
            covers = [replace(thing, shape=s).covered(form.frames, grid) for s in words.SHAPES]
            np.maximum(seen, np.ptp(covers, axis=0)[..., None], out=seen)
    return where


def _given(rng: np.random.Generator, slabs: int) -> NDArray[np.float32]:
    """Choose which slabs of time are given: mostly none, else the first, and perhaps the last."""
    given = np.zeros(slabs, np.float32)
    if slabs > 1 and rng.random() < GIVEN:
        given[: rng.integers(1, slabs)] = 1
        if rng.random() < 0.5:
            given[1:] = 0
            given[-1] = slabs > 2
    return given


def missed(
    generator: Generator, data: Batch, rng: np.random.Generator, levels: Levels = MOTIONS
) -> Tensor:
    """Return the squared error of patches told from noise, over those that were not given."""
    clean, known = (each.to(generator.device) for each in (data.tokens, data.known))
    noise = torch.from_numpy(rng.standard_normal(clean.shape, np.float32)).to(clean)
    sigma = levels.drawn(rng, len(clean)).to(clean)
    share = sigma[:, None] * (1 - known)  # (batch, tokens)
    mixed = torch.lerp(clean, noise, share[..., None])
    told = generator.clip(mixed, data.grid, sigma, *generator.read(data.prompts), known=known)
    error = (told.float() - clean).square()  # (batch, tokens, values)
    worth = (1 - known) * (1 - sigma[:, None] + EVENED if levels.even else 1)  # (batch, tokens)
    legible = (sigma <= levels.legible).to(worth)[:, None]
    worth = worth * (1 + levels.closer * legible * data.near.to(worth))
    corners = 1 + levels.corners * legible[..., None] * data.telling.to(worth)
    each = worth[..., None] * corners  # (batch, tokens, values)
    return torch.as_tensor((error * each).sum() / each.sum())
