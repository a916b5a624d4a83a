"""The memory of the world model: what comes next, as chances, from what was and the chosen key.

Source: Ha & Schmidhuber 2018 (World Models, sections 2.3 and 4: a recurrent network with a mixture
density output, whose temperature is set when it dreams). A GRU stands for their LSTM, and coins for
whether the player dies. Each of the 81 numbers has a mixture of three normal distributions; the
first begins where the number is, the second where the key would bring it from, the third anywhere.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from labs.playable_world.vision import LATENT
from labs.playable_world.world import KEYS

HIDDEN = 128
MIXED, REACHED = 3, 64
NARROWEST, WIDEST = -5.0, 2.0
"""Logarithms of the standard deviations are held between them."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What may come, for any number of moments: (…, 3, 81) each, and coins (…)."""

    weight: Tensor
    """Logarithms of the mixtures' weights."""
    mean: Tensor
    log_deviation: Tensor
    coins: Tensor
    """Logits: whether a coin is taken while the key is held."""


class Memory(nn.Module):
    """Foretells the next numbers and whether a coin is taken; remembers 128 numbers of its own."""

    def __init__(self, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.recur = nn.GRU(LATENT + len(KEYS), hidden, batch_first=True)
        self.mix = nn.Linear(hidden, MIXED * 3 * LATENT)
        self.shift = nn.Linear(LATENT, len(KEYS) * LATENT, bias=False)
        self.reach = nn.Linear(LATENT, REACHED)
        self.coin = nn.Linear(REACHED, len(KEYS))
        nn.init.normal_(self.mix.weight, std=0.02)
        nn.init.zeros_(self.mix.bias)

    def forward(self, z: Tensor, keys: Tensor, h: Tensor | None = None) -> tuple[Foretold, Tensor]:
        """Numbers (b, t, 81), keys (b, t) and h (1, b, 128) → what is foretold, and the next h."""
        pressed = functional.one_hot(keys, len(KEYS)).to(z.dtype)  # (b, t, 5)
        given = torch.cat([z, pressed], dim=-1)
        told, h = self.recur(given, h)
        weight, mean, log_deviation = (
            self.mix(told).unflatten(-1, (3, MIXED, LATENT)).unbind(dim=-3)
        )  # (b, t, 3, 81) each
        shifted = self.shift(z).unflatten(-1, (len(KEYS), LATENT))  # (b, t, 5, 81)
        moved = (shifted * pressed[..., None]).sum(dim=-2)
        begins = torch.stack([z, moved, torch.zeros_like(z)], dim=-2)
        coins = (self.coins(z) * pressed).sum(dim=-1)
        return Foretold(
            weight.log_softmax(dim=-2),
            begins + mean,
            log_deviation.clamp(NARROWEST, WIDEST),
            coins,
        ), h

    def coins(self, z: Tensor) -> Tensor:
        """Foretell for each key whether it takes a coin: numbers (…, 81) → logits (…, 5)."""
        return torch.as_tensor(self.coin(functional.silu(self.reach(z))))


def unlikelihood(foretold: Foretold, z: Tensor) -> Tensor:
    """Return the mean negative logarithm of the density at what came, z (…, 81), a number."""
    away = (z[..., None, :] - foretold.mean) / foretold.log_deviation.exp()
    each = foretold.weight - foretold.log_deviation - 0.5 * away.square()
    return -each.logsumexp(dim=-2).mean()


def drawn(foretold: Foretold, temperature: float, which: Tensor, noise: Tensor) -> Tensor:
    """Draw the next numbers (b, 81) at a temperature; at 0 the likeliest mixture's mean.

    The mixtures' log-weights are divided by the temperature, and deviations multiplied by its root,
    as in the paper's own code (Ha & Eck 2017, arXiv:1704.03477, equation 8). ``which`` (b, 81) is
    uniform between 0 and 1, ``noise`` (b, 81) of variance 1.
    """
    if temperature == 0:
        place = foretold.weight.argmax(dim=-2, keepdim=True)
        return foretold.mean.gather(-2, place)[..., 0, :]
    upto = (foretold.weight / temperature).softmax(dim=-2).cumsum(dim=-2)  # (b, 3, 81)
    place = (upto < which[..., None, :]).sum(dim=-2, keepdim=True).clamp(max=MIXED - 1)
    mean = foretold.mean.gather(-2, place)[..., 0, :]
    deviation = foretold.log_deviation.gather(-2, place)[..., 0, :].exp()
    return torch.as_tensor(mean + deviation * temperature**0.5 * noise)
