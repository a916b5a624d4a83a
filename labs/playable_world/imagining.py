"""A controller plays: within the dream of the memory, or in the game itself."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labs.playable_world.memory import HIDDEN, Memory, drawn
from labs.playable_world.outings import CHOICES, held
from labs.playable_world.remembering import as_colours
from labs.playable_world.scrolling import Walks, draw
from labs.playable_world.vision import LATENT, Vision
from labs.playable_world.world import KEYS, Ints

CLEAR = 5.0
"""What the memory foretells of coins is given as a logit, held to as much."""
INPUTS = LATENT + HIDDEN + len(KEYS)
NUMBERS = (INPUTS + 1) * len(KEYS)
"""Of a controller: one weight for each key and each number that it is given, and one to add."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mind:
    """What a controller plays with: the eyes, the memory, and the device where both lie."""

    vision: Vision
    memory: Memory
    device: str = "cpu"

    def seen(self, walks: Walks) -> Tensor:
        """Return what the eyes make of games, (n, 81)."""
        return self.vision.encode(as_colours(draw(walks)).to(self.device))


@dataclass(frozen=True, slots=True)
class Played:
    """What was chosen, (choices, n), and the coins taken at each choice: in dreams, chances."""

    keys: Ints
    coins: Floats
    z: Floats
    """(choices + 1, n, 81): what was seen, or dreamed."""

    @property
    def returns(self) -> Floats:
        return np.asarray(self.coins.sum(axis=0))


def given(mind: Mind, z: Tensor, h: Tensor) -> Tensor:
    """Put together what a controller is given: what is seen, what is remembered, what is foretold.

    z (n, 81), h (1, n, 128) → (n, 214): the last five say of each key whether it takes a coin.
    """
    return torch.cat([z, h[0], mind.memory.coins(z).clamp(-CLEAR, CLEAR)], dim=-1)


def chosen(controllers: Tensor, seen: Tensor, chance: Tensor) -> Tensor:
    """Draw each controller's key by the softmax of what it likes: → (c, n).

    Controllers (c, numbers), what each is given (c, n, 214), and ``chance`` (n, 5), uniform between
    0 and 1. A key that is drawn, unlike the one liked most, leaves a corner again.
    """
    weights = controllers[:, : -len(KEYS)].reshape(-1, INPUTS, len(KEYS))
    likes = torch.baddbmm(controllers[:, None, -len(KEYS) :], seen, weights)
    return (likes - (-chance.log()).log()).argmax(dim=-1)  # Gumbel 1954


@torch.inference_mode()
def dreamed(
    mind: Mind, controllers: Floats, first: Tensor, temperature: float, seed: list[int]
) -> Played:
    """Let controllers (c, numbers) play in dreams that begin from first numbers (n, 81).

    All meet the same chance, so that they differ by their choices alone. The games of a
    controller stand together: c × n of them.
    """
    c, n = len(controllers), len(first)
    rng = np.random.default_rng(seed)
    able = torch.from_numpy(controllers).to(mind.device)
    z = first.repeat(c, 1)  # (c × n, 81)
    h = z.new_zeros(1, c * n, HIDDEN)
    seen, keys, coins = [z], [], []
    for _ in range(CHOICES):
        chance = _uniform(rng, n, len(KEYS)).to(mind.device)
        key = chosen(able, given(mind, z, h).reshape(c, n, INPUTS), chance).flatten()
        foretold, h = mind.memory(z[:, None], key[:, None], h)
        which = _uniform(rng, n, LATENT)
        noise = torch.from_numpy(rng.standard_normal((n, LATENT), dtype=np.float32))
        both = (each.to(mind.device).repeat(c, 1)[:, None] for each in (which, noise))
        z = drawn(foretold, temperature, *both)[:, 0]
        seen.append(z)
        keys.append(key)
        coins.append(foretold.coins[:, 0].sigmoid())
    return Played(_stacked(keys), _stacked(coins), _stacked(seen))


@torch.inference_mode()
def played(mind: Mind, controller: Floats, walks: Walks, seed: list[int]) -> Played:
    """Let one controller (numbers,) play games by their engine."""
    rng = np.random.default_rng(seed)
    able = torch.from_numpy(controller).to(mind.device)[None]
    z = mind.seen(walks)
    h = z.new_zeros(1, len(walks), HIDDEN)
    seen, keys, coins = [z], [], []
    for _ in range(CHOICES):
        chance = _uniform(rng, len(walks), len(KEYS)).to(mind.device)
        key = chosen(able, given(mind, z, h)[None], chance)[0]
        _, h = mind.memory(z[:, None], key[:, None], h)
        walks, taken = held(walks, key.cpu().numpy())
        z = mind.seen(walks)
        seen.append(z)
        keys.append(key)
        coins.append(torch.from_numpy(taken).float())
    return Played(_stacked(keys), _stacked(coins), _stacked(seen))


def _uniform(rng: np.random.Generator, *size: int) -> Tensor:
    """Draw between 0 and 1, never either."""
    return torch.from_numpy(rng.uniform(1e-6, 1 - 1e-6, size=size).astype(np.float32))


def _stacked(each: list[Tensor]) -> NDArray[Any]:
    return torch.stack(each).cpu().numpy()
