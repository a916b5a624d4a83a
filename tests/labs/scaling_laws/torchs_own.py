"""The lab's transformer once more, of torch's own modules and differentiated by torch."""

from itertools import chain

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from labs.scaling_laws.corpus import Tokens
from labs.scaling_laws.plans import LAYERS, VOCABULARY
from labs.scaling_laws.transformer import heads

BASE = 10_000.0


def mean_loss(model: nn.Module, windows: Tokens) -> Tensor:
    tokens = torch.from_numpy(windows.astype(np.int64))
    return F.cross_entropy(model(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten())


class Transformer(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, width)
        self.blocks = nn.Sequential(*(Block(width) for _ in range(LAYERS)))
        self.norm = nn.RMSNorm(width, elementwise_affine=False)
        self.head = nn.Linear(width, VOCABULARY, bias=False)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.norm(self.blocks(self.embedding(tokens))))

    def matrices(self) -> list[nn.Parameter]:
        """Return all weights in the order of the lab's vector."""
        blocks = [(each.qkv, each.out, each.up, each.down) for each in self.blocks]
        return [each.weight for each in (self.embedding, *chain(*blocks), self.head)]

    @torch.no_grad()
    def take(self, flat: Tensor) -> None:
        """Go on with the weights of the lab's vector."""
        matrices = self.matrices()
        parts = flat.split([each.numel() for each in matrices])
        for matrix, part in zip(matrices, parts, strict=True):
            matrix.copy_(part.view_as(matrix))

    def gradient(self) -> Tensor:
        """Return what torch found, as the lab's vector."""
        return torch.cat([each.grad.flatten() for each in self.matrices()])


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(width, elementwise_affine=False)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        parts = self.qkv(self.norm(x)).split(width, dim=-1)
        q, k, v = (each.view(batch, length, heads(width), -1).transpose(1, 2) for each in parts)
        mixed = F.scaled_dot_product_attention(rotated(q), rotated(k), v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        return x + self.down(self.up(self.norm(x)).relu().square())


def rotated(x: Tensor) -> Tensor:
    """Turn neighbouring features as Su et al. 2021 write it, equation 34. ``x``: (…, time, d)."""
    time, d = x.shape[-2:]
    theta = BASE ** (-torch.arange(0, d, 2) / d)
    angles = torch.outer(torch.arange(time), theta)  # (time, d / 2)
    even, odd = x[..., 0::2], x[..., 1::2]  # (…, time, d / 2) each
    turned = (
        even * angles.cos() - odd * angles.sin(),
        odd * angles.cos() + even * angles.sin(),
    )
    return torch.stack(turned, dim=-1).flatten(-2)
