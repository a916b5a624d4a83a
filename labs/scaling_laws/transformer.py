"""A transformer small enough to train in seconds, its weights one flat vector.

Pre-norm residual blocks with RMSNorm, rotary positions, squared ReLU and an untied head.
Source: Zhang & Sennrich 2019 (RMSNorm), Su et al. 2021 (RoPE), So et al. 2021 (Primer's ReLU²).
"""

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name

from labs.scaling_laws.plans import LAYERS, VOCABULARY

HEAD_WIDTH = 16
EMBEDDING_SCALE = 0.3
BASE = 10_000.0


@dataclass(frozen=True, slots=True)
class Layer:
    qkv: Tensor  # (3 d, d)
    out: Tensor  # (d, d)
    up: Tensor  # (4 d, d)
    down: Tensor  # (d, 4 d)


@dataclass(frozen=True, slots=True)
class Weights:
    embedding: Tensor  # (vocabulary, d)
    layers: tuple[Layer, ...]
    head: Tensor  # (vocabulary, d)


def logits(weights: Weights, tokens: Tensor) -> Tensor:
    """Foretell the next token at every place of ``tokens``, (batch, time)."""
    x = F.embedding(tokens, weights.embedding)  # (batch, time, d)
    for layer in weights.layers:
        x = x + F.linear(attended(normed(x), layer.qkv), layer.out)  # (batch, time, d)
        hidden = F.linear(normed(x), layer.up).relu().square()  # (batch, time, 4 d)
        x = x + F.linear(hidden, layer.down)  # (batch, time, d)
    return F.linear(normed(x), weights.head)  # (batch, time, vocabulary)


def attended(x: Tensor, qkv: Tensor) -> Tensor:
    """Mix what came before, by heads of 16 features. ``x``: (batch, time, d)."""
    batch, time, d = x.shape
    heads = max(1, d // HEAD_WIDTH)
    packed = F.linear(x, qkv).view(batch, time, 3, heads, d // heads)
    turning, still = torch.split(packed.permute(2, 0, 3, 1, 4), [2, 1])
    (q, k), (v,) = rotated(turning), still  # each (batch, heads, time, d / heads)
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return mixed.transpose(1, 2).reshape(batch, time, d)  # (batch, time, d)


def normed(x: Tensor) -> Tensor:
    return F.rms_norm(x, x.shape[-1:])


def rotated(x: Tensor) -> Tensor:
    """Turn pairs of features by angles that grow with the place. ``x``: (…, time, features).

    Feature i goes with feature i + features / 2; a roll puts each pair's other half in its place.
    """
    cos, sin = _turns(*x.shape[-2:])  # (time, features) each
    return x * cos + x.roll(x.shape[-1] // 2, -1) * sin


@cache
def _turns(time: int, features: int) -> tuple[Tensor, Tensor]:
    pairs = features // 2
    angles = torch.arange(time)[:, None] * BASE ** (-torch.arange(pairs) / pairs)
    cos, sin = angles.cos(), angles.sin()
    return torch.cat([cos, cos], dim=-1), torch.cat([-sin, sin], dim=-1)


def mean_loss(flat: Tensor, d: int, windows: Tensor) -> Tensor:
    """Return nats a token over ``windows`` (batch, time + 1), for weights ``flat`` (N,)."""
    foretold = logits(unpacked(flat, d), windows[:, :-1])  # (batch, time, vocabulary)
    return F.cross_entropy(foretold.flatten(0, 1), windows[:, 1:].flatten())


def shapes(d: int) -> list[tuple[int, int]]:
    """Return the shape of every matrix of a model of width ``d``, in the vector's order."""
    layer = [(3 * d, d), (d, d), (4 * d, d), (d, 4 * d)]
    return [(VOCABULARY, d), *LAYERS * layer, (VOCABULARY, d)]


def unpacked(flat: Tensor, d: int) -> Weights:
    """View the vector (N,) as matrices."""
    parts = torch.split(flat, [rows * columns for rows, columns in shapes(d)])
    views = [part.view(shape) for part, shape in zip(parts, shapes(d), strict=True)]
    layers = [Layer(*views[first : first + 4]) for first in range(1, len(views) - 1, 4)]
    return Weights(views[0], tuple(layers), views[-1])


def initial(d: int, seed: int) -> Tensor:
    """Draw the weights, (N,). Every branch and the head end in zeros, so all models start alike."""
    generator = torch.Generator().manual_seed(seed)
    drawn = [torch.randn(shape, generator=generator) * d**-0.5 for shape in shapes(d)]
    drawn[0] *= EMBEDDING_SCALE * d**0.5
    weights = torch.cat([matrix.flatten() for matrix in drawn])
    made = unpacked(weights, d)
    for ends in (*(each for layer in made.layers for each in (layer.out, layer.down)), made.head):
        ends.zero_()
    return weights
