"""The network: a transformer over a clip's spacetime patches and its prompt's words.

Peebles & Xie 2022 (adaLN-zero modulation), Brooks et al. 2024 (spacetime patches), Kong et al. 2024
(HunyuanVideo: words and patches in one attention, and the pooled words in the modulation), Chen et
al. 2025 (DiP: a small convolutional network restores what large patches lose).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm, pad, rms_norm, silu

from labs.video_generator.detailer import Detailer
from labs.video_generator.patching import Patch

AXES = (12, 10, 10)
"""How many numbers of each head turn with time, row and column; their sum is a head's width."""
THETA = 32.0
LAYERS, HEADS = 4, 4
CHANNELS = 3
"""Of pixels; latents have more."""


def turns(grid: Sequence[int], words: int) -> Tensor:
    """Return each token's rotations as complex numbers: (words + tokens, 16); words do not turn."""
    places = torch.cartesian_prod(*(torch.arange(n, dtype=torch.float32) for n in grid))
    angles = []
    for axis, size in enumerate(AXES):
        rates = THETA ** (-torch.arange(0, size, 2) / size)
        angles.append(places.reshape(-1, 3)[:, axis, None] * rates)
    turned = torch.cat(angles, dim=1)  # (tokens, 16)
    turned = torch.cat([torch.zeros(words, turned.shape[1]), turned])
    return torch.polar(torch.ones_like(turned), turned)


HARMONICS = 4
"""Of the waves that tell a place: half a wave, one, one and a half, two across a side."""


def places(grid: Sequence[int]) -> Tensor:
    """Tell where each patch is, as waves along each side: (tokens, 6 · HARMONICS)."""
    sides = (torch.arange(0.5, n) / n for n in grid)
    middles = torch.cartesian_prod(*sides).reshape(-1, 3, 1)  # (tokens, 3, 1)
    angles = math.pi * middles * torch.arange(1, HARMONICS + 1)
    return torch.cat([angles.cos(), angles.sin()], dim=-1).flatten(1)


def turn(x: Tensor, rotations: Tensor) -> Tensor:
    """Turn pairs of numbers (…, n, 32) by their place (Su et al. 2021)."""
    pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))  # (…, n, 16)
    return torch.view_as_real(pairs * rotations).flatten(-2).to(x)


def waves(sigma: Tensor, width: int) -> Tensor:
    """Return sines and cosines of how noisy each clip is: (batch,) → (batch, width)."""
    rates = torch.exp(-math.log(10_000) * torch.arange(width // 2, device=sigma.device) * 2 / width)
    angles = 1000 * sigma[:, None] * rates
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


@dataclass
class Looks:
    """What one layer's attention is asked for: the shares that every token gives to every other."""

    layer: int
    shares: Tensor | None = None
    """(batch, heads, words + tokens, words + tokens), filled in by the layer."""


class Block(nn.Module):
    """Attention and two linear layers, shifted and scaled by what the clip is to become."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.modulation = nn.Linear(width, 6 * width)
        self.qkv = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)

    def forward(
        self, x: Tensor, asked: Tensor, rotations: Tensor, seen: Tensor, looks: Looks | None
    ) -> Tensor:
        parts = self.modulation(asked)[:, None].chunk(6, dim=-1)  # six of (b, 1, width)
        y = layer_norm(x, x.shape[-1:]) * (1 + parts[0]) + parts[1]  # (b, n, width)
        qkv = self.qkv(y).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        q, k = turn(rms_norm(qkv[:2], qkv.shape[-1:]), rotations)  # (b, heads, n, 32) each
        v = qkv[2]
        scores = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(~seen, -math.inf)
        shares = scores.softmax(-1).to(v)  # (b, heads, n, n)
        if looks is not None:
            looks.shares = shares
        y = shares @ v  # (b, heads, n, 32)
        x = x + parts[2] * self.mix(y.transpose(1, 2).flatten(2))  # (b, n, width)
        y = layer_norm(x, x.shape[-1:]) * (1 + parts[3]) + parts[4]
        return torch.as_tensor(x + parts[5] * self.narrow(gelu(self.widen(y))))


class ClipTransformer(ModelMixin, ConfigMixin):  # type: ignore[misc] # both name their file
    """Says what a noisy clip was before the noise, given words, their pool and how noisy it is."""

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(
        self,
        patch: Patch = (4, 8, 8),
        width: int = 128,
        layers: int = LAYERS,
        heads: int = HEADS,
        text_width: int = 64,
        channels: int = CHANNELS,
        *,
        detailed: bool = False,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.patch = patch
        values = patch[0] * patch[1] * patch[2] * channels
        self.read = nn.Linear(values, width)
        self.place = nn.Linear(6 * HARMONICS, width)
        self.known = nn.Parameter(torch.zeros(width))
        self.read_words = nn.Linear(text_width, width)
        self.pool = nn.Linear(text_width, width)
        self.noise = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.last = nn.Linear(width, 2 * width)
        self.write = nn.Linear(width, values)
        nn.init.zeros_(self.write.weight)
        self.detailer = Detailer(patch, width, channels) if detailed else None

    def forward(
        self,
        noisy: Tensor,  # (b, tokens, values) in −1 to 1, plus noise
        grid: Sequence[int],  # patches in time, rows and columns
        sigma: Tensor,  # (b,): 0 clean, 1 all noise
        words: Tensor,  # (b, n, text_width)
        spoken: Tensor,  # (b, n): which words are there
        known: Tensor | None = None,  # (b, tokens): which patches are given clean
        looks: Sequence[Looks] = (),
    ) -> Tensor:
        x = self.read(noisy) + self.place(places(grid).to(noisy))  # (b, tokens, width)
        if known is not None:
            x = x + known[..., None] * self.known
        n = words.shape[1]
        x = torch.cat([self.read_words(words), x], dim=1)  # (b, n + tokens, width)
        pooled = (words * spoken[..., None]).sum(1) / spoken.sum(1, keepdim=True).clamp(min=1)
        asked = silu(self.noise(waves(sigma, x.shape[-1])) + self.pool(pooled))  # (b, width)
        seen = pad(spoken.bool(), (0, x.shape[1] - n), value=True)[:, None, None]
        rotations = turns(grid, n).to(x.device)
        for place, block in enumerate(self.blocks):
            asks = next((each for each in looks if each.layer == place), None)
            x = block(x, asked, rotations, seen, asks)  # (b, n + tokens, width)
        scale, shift = self.last(asked)[:, None].chunk(2, dim=-1)
        x = layer_norm(x[:, n:], x.shape[-1:]) * (1 + scale) + shift  # (b, tokens, width)
        told = torch.as_tensor(self.write(x))  # (b, tokens, values)
        return told if self.detailer is None else told + self.detailer(told, noisy, x, asked, grid)
