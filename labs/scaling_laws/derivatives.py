"""The parts of a transformer, each with its derivative.

A part returns what it computes and its way back: given the loss's gradient by what came out, that
returns the gradient by what went in. At these sizes torch's engine for gradients costs more than
the arithmetic. A part may overwrite what it is given, and so may its way back.
Source: Zhang & Sennrich 2019 (RMSNorm), Su et al. 2021 (RoPE), Vaswani et al. 2017 (attention), So
et al. 2021 (Primer's ReLU²).
"""

from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

BASE = 10_000.0
EPSILON = torch.tensor(torch.finfo(torch.float32).eps)
"""Added to a mean square before it divides."""

Back = Callable[[Tensor], Tensor]
BackInto = Callable[[Tensor, Tensor], Tensor]
"""A way back that writes the gradient by the weights into its second argument."""


def linear(x: Tensor, weight: Tensor) -> tuple[Tensor, BackInto]:
    """Map every row. ``x``: (rows, in); ``weight``: (out, in)."""

    def back(dy: Tensor, dweight: Tensor) -> Tensor:
        torch.mm(dy.T, x, out=dweight)  # (out, in)
        return dy @ weight  # (rows, in)

    return x @ weight.T, back  # (rows, out)


def normed(x: Tensor) -> tuple[Tensor, Back]:
    """Scale every row to a mean square of one. ``x``: (rows, d)."""
    d = x.shape[1]
    length = torch.linalg.vector_norm(x, dim=1, keepdim=True)  # (rows, 1)
    scale = torch.addcmul(EPSILON, length, length, value=1 / d).rsqrt_()  # (rows, 1)
    y = x * scale  # (rows, d)

    def back(dy: Tensor) -> Tensor:
        along = (dy * y).sum(1, keepdim=True)  # (rows, 1)
        return torch.addcmul(dy, y, along, value=-1 / d).mul_(scale)  # (rows, d)

    return y, back


def squared_relu(x: Tensor) -> tuple[Tensor, Back]:
    """Square what is positive. ``x``: of any shape."""
    positive = x.relu_()

    def back(dy: Tensor) -> Tensor:
        return dy.mul_(positive).mul_(2)

    return positive * positive, back


def attended(qkv: Tensor, batch: int, heads: int) -> tuple[Tensor, Back]:
    """Mix what came before. ``qkv``: (batch · time, 3 d)."""
    time, d = len(qkv) // batch, qkv.shape[1] // 3
    shape = (batch, time, heads, d // heads)
    parts = _by_head(qkv, shape)  # (3, batch · heads, time, d / heads)
    _turn(parts[:2], _turns(time, d // heads))
    q, k, v = parts
    scores = torch.baddbmm(_unseen(time), q, k.mT)  # (batch · heads, time, time)
    shares = scores.softmax(2)  # (batch · heads, time, time)
    mixed = _narrow(shares, v)  # (batch · heads, time, d / heads)

    def back(dy: Tensor) -> Tensor:
        (dmixed,) = _by_head(dy, shape)  # (batch · heads, time, d / heads)
        along = (dmixed * mixed).sum(2, keepdim=True)  # (batch · heads, time, 1)
        dscores = torch.bmm(dmixed, v.mT).sub_(along).mul_(shares)  # (batch · heads, time, time)
        dqkv = _narrow(dscores, k), _narrow(dscores.mT, q), _narrow(shares.mT, dmixed)
        dparts = torch.stack(dqkv)  # (3, batch · heads, time, d / heads)
        _turn(dparts[:2], _turns(time, d // heads, back=True))
        return _by_row(dparts, shape)  # (batch · time, 3 d)

    return _by_row(mixed, shape), back  # (batch · time, d)


def _narrow(x: Tensor, y: Tensor) -> Tensor:
    """Multiply by a ``y`` of few columns: the other way round that takes a third of the time."""
    return torch.bmm(y.mT, x.mT).mT


def _turn(x: Tensor, turns: Tensor) -> None:
    torch.view_as_complex(x.view(*x.shape[:-1], -1, 2)).mul_(turns)


@cache
def _turns(time: int, features: int, *, back: bool = False) -> Tensor:
    """Return by how much pairs of neighbouring features turn at each place, (time, features / 2).

    They carry the fourth root of 1 / features too, so that a product of two is scaled.
    """
    pairs = features // 2
    angles = torch.arange(time)[:, None] * BASE ** (-torch.arange(pairs) / pairs)
    return torch.polar(torch.full_like(angles, features**-0.25), -angles if back else angles)


def _by_head(rows: Tensor, shape: tuple[int, int, int, int]) -> Tensor:
    batch, time, heads, features = shape
    parts = rows.view(batch, time, -1, heads, features).permute(2, 0, 3, 1, 4).contiguous()
    return parts.view(-1, batch * heads, time, features)


def _by_row(parts: Tensor, shape: tuple[int, int, int, int]) -> Tensor:
    batch, time, heads, features = shape
    windows = parts.view(-1, batch, heads, time, features).permute(1, 3, 0, 2, 4)
    return windows.reshape(batch * time, -1)


@cache
def _unseen(time: int) -> Tensor:
    """Return what is added to scores: nothing for what came before, minus infinity for the rest."""
    return torch.full((time, time), -torch.inf).triu_(1)
