"""The courses of the world model: first how to see, then what comes next."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from labs.playable_world.memory import Memory, drawn, unlikelihood
from labs.playable_world.outings import held, strolled
from labs.playable_world.scrolling import Walks, begun, draw
from labs.playable_world.shipped import FOLDER
from labs.playable_world.vision import LATENT, NOISE, Vision, vision_loss
from labs.playable_world.world import FIRST_WORLD, KEYS, Ints
from labs.shared import weights
from labs.shared.courses import Course, Figures
from labs.shared.training import Training

VISION, MEMORY = "vision", "memory"
FRAMES, GAMES, CHOICES, GLIMPSES = 4000, 800, 32, 12_000
"""Frames to see from; games, and choices in each, to learn from what comes next; and
further moments, each of a game of its own, to learn from which key takes a coin: that is rare."""
SEEN_AT_ONCE, REMEMBERED_AT_ONCE, AHEAD, MOMENTS = 32, 32, 16, 2048
RATE = 3e-3
COIN_WEIGHT = 2.0
"""How much foretelling coins weighs beside foretelling numbers."""


def _file(name: str) -> Path:
    return FOLDER / "weights" / f"{name}.safetensors"


@dataclass(frozen=True, slots=True)
class Story:
    """Games as the autoencoder sees them: z (n, t + 1, 81), keys (n, t).

    ``coins`` (n, t, 5) says of each key that could have been chosen whether it takes a coin.
    """

    z: Tensor
    keys: Tensor
    coins: Tensor


def thinned(rng: np.random.Generator, games: int, first: int = 0) -> Walks:
    """Begin games of which some have lost some of their coins."""
    walks = begun(first + rng.integers(2**31, size=games))
    walks.there = rng.random(walks.there.shape) < rng.uniform(0.6, 1.3, size=(games, 1))
    return walks


def as_colours(frames: NDArray[np.uint8]) -> Tensor:
    """(b, 64, 64, 3) bytes → (b, 3, 64, 64) from −1 to 1."""
    return torch.from_numpy(frames).permute(0, 3, 1, 2).float() / 127.5 - 1


@torch.inference_mode()
def story_of(vision: Vision, walks: Walks, keys: Ints) -> Story:
    """Play choices (t, n), look at every frame between them, and try every key there."""
    seen, taken = [vision.encode(as_colours(draw(walks)))], []
    for key in keys:
        taken.append(_takes(walks))
        walks, _ = held(walks, key)
        seen.append(vision.encode(as_colours(draw(walks))))
    coins = torch.from_numpy(np.stack(taken, axis=1)).float()
    return Story(torch.stack(seen, dim=1), torch.from_numpy(keys.T.copy()), coins)


@torch.inference_mode()
def glimpsed(vision: Vision, rng: np.random.Generator, games: int) -> tuple[Tensor, Tensor]:
    """Look at one moment of each of many games: z (n, 81), and coins (n, 5) as in a story."""
    walks = thinned(rng, games)
    for key in strolled(rng, 4, games):
        walks, _ = held(walks, key)
    parts = np.array_split(np.arange(games), max(1, games // 1000))
    z = [vision.encode(as_colours(draw(_taken_out(walks, part)))) for part in parts]
    return torch.cat(z), torch.from_numpy(_takes(walks)).float()


def _taken_out(walks: Walks, which: Ints) -> Walks:
    """Take some games out, by their places."""
    return Walks(walks.solid[which], walks.coins[which], walks.there[which], walks.player[which])


def _takes(walks: Walks) -> Ints:
    """Say of each key whether it would take a coin: (n, 5)."""
    tried = [held(walks, np.full(len(walks), each))[1] for each in range(len(KEYS))]
    return np.stack(tried, axis=-1)


def _seeing(seed: int, steps: int, device: str) -> Training:
    torch.manual_seed(seed)
    vision = Vision().to(device)
    rng = np.random.default_rng([seed, 20])
    walks = thinned(rng, FRAMES)
    for key in strolled(rng, 4, FRAMES):
        walks, _ = held(walks, key)
    frames = draw(walks)

    def loss(step: int) -> Tensor:
        own = np.random.default_rng([seed, step, 21])
        batch = as_colours(frames[own.integers(FRAMES, size=SEEN_AT_ONCE)]).to(device)
        noise = own.standard_normal((SEEN_AT_ONCE, LATENT), dtype=np.float32)
        return vision_loss(vision, batch, torch.from_numpy(noise).to(device))

    adamw = torch.optim.AdamW(vision.parameters(), lr=RATE, betas=(0.9, 0.99))
    return Training(vision, loss, [adamw], steps, average=0.99, cooling=0.6)


def _remembering(seed: int, steps: int, device: str) -> Training:
    torch.manual_seed(seed)
    memory = Memory().to(device)
    rng = np.random.default_rng([seed, 22])
    vision = shipped_vision()
    told = story_of(vision, thinned(rng, GAMES), strolled(rng, CHOICES, GAMES))
    z_seen, coins_seen = glimpsed(vision, rng, GLIMPSES)
    moments = torch.cat([told.z[:, :-1].flatten(0, 1), z_seen])
    takes = torch.cat([told.coins.flatten(0, 1), coins_seen])

    def loss(step: int) -> Tensor:
        own = np.random.default_rng([seed, step, 23])
        game = own.integers(GAMES, size=REMEMBERED_AT_ONCE)
        first = int(own.integers(CHOICES - AHEAD + 1))
        keys = np.s_[game, first : first + AHEAD]
        z = told.z[game, first : first + AHEAD + 1]
        noise = NOISE * own.standard_normal(z.shape, dtype=np.float32)
        z = (z + torch.from_numpy(noise)).to(device)
        foretold, _ = memory(z[:, :-1], told.keys[keys].to(device))
        return unlikelihood(foretold, z[:, 1:]) + COIN_WEIGHT * _coins_missed(
            memory, moments, takes, own
        )

    adamw = torch.optim.AdamW(memory.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.01)
    return Training(memory, loss, [adamw], steps, average=0.99, cooling=0.6)


def _coins_missed(
    memory: Memory, moments: Tensor, takes: Tensor, rng: np.random.Generator
) -> Tensor:
    """Return how badly coins are foretold, at moments drawn from all games."""
    device = next(memory.parameters()).device
    which = rng.integers(len(moments), size=MOMENTS)
    noise = torch.from_numpy(NOISE * rng.standard_normal((MOMENTS, LATENT), dtype=np.float32))
    foretold = memory.coins((moments[which] + noise).to(device))
    return functional.binary_cross_entropy_with_logits(foretold, takes[which].to(device))


def _sees(training: Training) -> Figures:
    vision = Vision()
    vision.load_state_dict({name: each.cpu() for name, each in training.averaged.items()})
    return sees(vision.eval())


@torch.inference_mode()
def sees(vision: Vision) -> Figures:
    """Return how near drawn frames come, and what of walls, coins and floor is seen in them."""
    frames = as_colours(draw(thinned(np.random.default_rng(24), 256, FIRST_WORLD)))
    squared = (vision.decode(vision.encode(frames)) - frames).square().mean(dim=(1, 2, 3)) / 4
    return {"psnr": float((-10 * squared.log10()).mean())}


def _foretells(training: Training) -> Figures:
    memory = Memory()
    memory.load_state_dict({name: each.cpu() for name, each in training.averaged.items()})
    return foretells(shipped_vision(), memory.eval())


@torch.inference_mode()
def foretells(vision: Vision, memory: Memory) -> Figures:
    """Return how well the next moment is foretold, in worlds that no training draws."""
    rng = np.random.default_rng(25)
    told = story_of(vision, thinned(rng, 128, FIRST_WORLD), strolled(rng, 40, 128))
    foretold, _ = memory(told.z[:, :-1], told.keys)
    logits = memory.coins(told.z[:, :-1])
    taken, left = logits[told.coins > 0], logits[told.coins == 0]
    return {
        "unlikelihood": float(unlikelihood(foretold, told.z[:, 1:])),
        "coins_told_apart": float((taken[:, None] > left[None]).float().mean()),
        "coins_missed": float((taken < 0).float().mean()),
        "coins_made_up": float((left > 0).float().mean()),
        **_dreamed_along(memory, told),
    }


def _dreamed_along(memory: Memory, told: Story) -> Figures:
    """Dream games on by their own keys, at temperature 1: coins there against those of the game."""
    rng = np.random.default_rng(26)
    z, h, coins = told.z[:, 0], None, []
    for choice in range(told.keys.shape[1]):
        key = told.keys[:, choice : choice + 1]
        foretold, h = memory(z[:, None], key, h)
        which = torch.from_numpy(rng.random((len(z), 1, LATENT), dtype=np.float32))
        noise = torch.from_numpy(rng.standard_normal((len(z), 1, LATENT), dtype=np.float32))
        z = drawn(foretold, 1.0, which, noise)[:, 0]
        coins.append(foretold.coins[:, 0].sigmoid())
    dreamed = torch.stack(coins, dim=1).sum(dim=1)
    true = told.coins.gather(-1, told.keys[..., None])[..., 0].sum(dim=1)
    together = torch.corrcoef(torch.stack([dreamed, true]))[0, 1]
    return {
        "coins_dreamed": float(dreamed.mean()),
        "coins_true": float(true.mean()),
        "coins_together": float(together),
    }


def shipped_vision() -> Vision:
    """Load the autoencoder that comes with the lab. Raises: WeightsRefused."""
    vision = Vision()
    vision.load_state_dict(weights.shipped(_file(VISION)))
    return vision.eval()


def shipped_memory() -> Memory:
    """Load the memory that comes with the lab. Raises: WeightsRefused."""
    memory = Memory()
    memory.load_state_dict(weights.shipped(_file(MEMORY)))
    return memory.eval()


COURSES = {
    VISION: Course(
        begin=_seeing,
        steps=1500,
        measure=_sees,
        weights=_file(VISION),
        tensors=lambda training: training.averaged,
        facts={"script": f"manage.py train playable_world {VISION}", "batch": SEEN_AT_ONCE},
    ),
    MEMORY: Course(
        begin=_remembering,
        steps=1200,
        measure=_foretells,
        weights=_file(MEMORY),
        tensors=lambda training: training.averaged,
        facts={"script": f"manage.py train playable_world {MEMORY}", "batch": REMEMBERED_AT_ONCE},
    ),
}
