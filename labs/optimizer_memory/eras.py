"""How the same model was computed in 2023 and is computed today: other tensors are kept.

Sources: Touvron et al. 2023 for the model; the tensors of 2023 are those that make the
activations of Lv et al. 2023 (table 1) come out to 0.2 %: eager attention, a key/value cache that
is filled in training too, 16-bit logits copied once.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as fn

EPSILON = 1e-6
FULL = torch.float32


@dataclass(frozen=True, slots=True)
class Ops:
    """The three places in which the eras differ."""

    normed: Callable[[Tensor, Tensor], Tensor]
    """x (b, s, d), weight (d,) → (b, s, d)"""
    attend: Callable[[Tensor, Tensor, Tensor], Tensor]
    """q (b, a, s, h), k and v (b, g, s, h) → (b, a, s, h)"""
    loss: Callable[[Tensor, Tensor], Tensor]
    """logits (b, s, V), tokens (b, s) → ()"""
    caches: bool
    """Whether keys and values are held on to outside of checkpointed layers."""


def _inverse_root(x: Tensor) -> Tensor:
    return torch.rsqrt(x.to(FULL).pow(2).mean(-1, keepdim=True) + EPSILON)


def _normed_2023(x: Tensor, weight: Tensor) -> Tensor:
    return (weight * (x * _inverse_root(x))).to(x.dtype)


def _normed_today(x: Tensor, weight: Tensor) -> Tensor:
    full = x.to(FULL)
    return weight * (full * _inverse_root(full)).to(x.dtype)


def _attend_2023(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    groups = q.shape[1] // k.shape[1]
    k, v = _repeated(k, groups), _repeated(v, groups)
    scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])  # (b, a, s, s)
    least = torch.tensor(torch.finfo(q.dtype).min, dtype=q.dtype, device=q.device)
    scores = torch.max(scores + _mask(q, least), least)
    return fn.softmax(scores, dim=-1, dtype=FULL).to(q.dtype) @ v


def _attend_today(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return fn.scaled_dot_product_attention(
        q, k, v, is_causal=True, enable_gqa=k.shape[1] != q.shape[1]
    )


def _repeated(x: Tensor, groups: int) -> Tensor:
    return x if groups == 1 else x.repeat_interleave(groups, dim=1)


def _mask(q: Tensor, least: Tensor) -> Tensor:
    b, _, s, _ = q.shape
    return torch.triu(least.expand(s, s), diagonal=1).expand(b, 1, s, s)


def _loss_2023(logits: Tensor, tokens: Tensor) -> Tensor:
    foretold = logits[:, :-1].contiguous()  # (b, s - 1, V)
    return fn.cross_entropy(foretold.flatten(0, 1), tokens[:, 1:].flatten())


def _loss_today(logits: Tensor, tokens: Tensor) -> Tensor:
    full = logits.to(FULL)
    following = fn.pad(tokens[:, 1:], (0, 1), value=-100)
    return fn.cross_entropy(full.flatten(0, 1), following.flatten())


ERAS: dict[str, Ops] = {
    "2023": Ops(_normed_2023, _attend_2023, _loss_2023, caches=True),
    "today": Ops(_normed_today, _attend_today, _loss_today, caches=False),
}
