"""A transformer small enough to train in seconds, its weights one flat vector.

Pre-norm residual blocks with RMSNorm, rotary positions, squared ReLU and an untied head.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name

from labs.scaling_laws.derivatives import attended, linear, normed, squared_relu
from labs.scaling_laws.plans import LAYERS, VOCABULARY

FEWEST_HEADS, MOST_FEATURES = 2, 16
"""A single head makes much of a model's loss a matter of luck, and so do a few wide ones."""
EMBEDDING_SCALE = 0.3


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


def logits(weights: Weights, tokens: Tensor) -> tuple[Tensor, Callable[[Tensor, Weights], None]]:
    """Foretell the next token at every place of ``tokens``, (batch, time).

    Returns (batch · time, vocabulary), and the way back: it writes the gradient by the weights.
    """
    x = F.embedding(tokens.flatten(), weights.embedding)  # (batch · time, d)
    backs = []
    for layer in weights.layers:
        x, back = block(x, layer, len(tokens))  # (batch · time, d)
        backs.append(back)
    x, back_normed = normed(x)  # (batch · time, d)
    y, back_head = linear(x, weights.head)  # (batch · time, vocabulary)

    def back_all(dy: Tensor, gradient: Weights) -> None:
        dx = back_normed(back_head(dy, gradient.head))  # (batch · time, d)
        for back, layer in zip(reversed(backs), reversed(gradient.layers), strict=True):
            dx = back(dx, layer)  # (batch · time, d)
        gradient.embedding.zero_().index_add_(0, tokens.flatten(), dx)  # (vocabulary, d)

    return y, back_all


def block(x: Tensor, layer: Layer, batch: int) -> tuple[Tensor, Callable[[Tensor, Layer], Tensor]]:
    """Let every place look back, then think. ``x``: (batch · time, d)."""
    seen, back_seen = normed(x)  # (batch · time, d)
    qkv, back_qkv = linear(seen, layer.qkv)  # (batch · time, 3 d)
    mixed, back_mixed = attended(qkv, batch, heads(x.shape[1]))  # (batch · time, d)
    told, back_out = linear(mixed, layer.out)  # (batch · time, d)
    told += x
    known, back_known = normed(told)  # (batch · time, d)
    wide, back_up = linear(known, layer.up)  # (batch · time, 4 d)
    hidden, back_hidden = squared_relu(wide)  # (batch · time, 4 d)
    y, back_down = linear(hidden, layer.down)  # (batch · time, d)
    y += told

    def back(dy: Tensor, gradient: Layer) -> Tensor:
        dwide = back_hidden(back_down(dy, gradient.down))  # (batch · time, 4 d)
        dtold = back_known(back_up(dwide, gradient.up)).add_(dy)  # (batch · time, d)
        dqkv = back_mixed(back_out(dtold, gradient.out))  # (batch · time, 3 d)
        return back_seen(back_qkv(dqkv, gradient.qkv)).add_(dtold)  # (batch · time, d)

    return y, back


def heads(d: int) -> int:
    """Return how many heads share a width: of at most 16 features each, but no fewer than two."""
    return max(FEWEST_HEADS, d // MOST_FEATURES)


def mean_loss(weights: Weights, windows: Tensor) -> Tensor:
    """Return nats a token over ``windows``, (batch, time + 1)."""
    foretold, _ = logits(weights, windows[:, :-1])  # (batch · time, vocabulary)
    return F.cross_entropy(foretold, windows[:, 1:].flatten())


def differentiate(weights: Weights, windows: Tensor, gradient: Weights) -> None:
    """Write the gradient of ``mean_loss`` by the weights over what ``gradient`` holds."""
    foretold, back = logits(weights, windows[:, :-1])  # (batch · time, vocabulary)
    came = windows[:, 1:].reshape(-1, 1)  # (batch · time, 1)
    dy = foretold.softmax(1)  # (batch · time, vocabulary)
    dy.scatter_add_(1, came, dy.new_full((1, 1), -1).expand_as(came))
    back(dy.div_(len(came)), gradient)


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
