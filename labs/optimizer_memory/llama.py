"""A decoder of LLaMA's kind, small enough to read and the same from 1 M to 65 B parameters.

Source: Touvron et al. 2023, "LLaMA: Open and Efficient Foundation Language Models", section 2.2;
Su et al. 2021 for rotary positions; Hu et al. 2021 for the adapters.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as fn
from torch.utils.checkpoint import checkpoint

from labs.optimizer_memory.eras import ERAS, FULL, Ops
from labs.optimizer_memory.methods import LORA_RANK
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import Shape

ROTARY_BASE = 10_000.0
SPREAD = 0.02
"""The standard deviation of initial weights."""
DTYPES = {"mixed": torch.bfloat16, "half": torch.bfloat16, "full": torch.float32}
Cache = list[tuple[Tensor, Tensor]]


class Linear(nn.Module):
    """x (…, inner) → (…, outer). With ``adapters`` the weight is frozen (Hu et al., eq. 3)."""

    def __init__(self, inner: int, outer: int, dtype: torch.dtype, *, bias: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outer, inner, dtype=dtype))
        self.bias = nn.Parameter(torch.empty(outer, dtype=dtype)) if bias else None
        self.narrow: nn.Parameter | None = None
        self.wide: nn.Parameter | None = None

    def adapt(self, rank: int) -> None:
        outer, inner = self.weight.shape
        self.narrow = nn.Parameter(torch.empty(rank, inner, dtype=FULL))
        self.wide = nn.Parameter(torch.empty(outer, rank, dtype=FULL))

    def forward(self, x: Tensor) -> Tensor:
        y = fn.linear(x, self.weight, self.bias)
        if self.narrow is None or self.wide is None:
            return y
        return y + fn.linear(fn.linear(x.to(FULL), self.narrow), self.wide).to(y.dtype)


class Norm(nn.Module):
    def __init__(self, width: int, ops: Ops, dtype: torch.dtype) -> None:
        super().__init__()
        self.ops, self.weight = ops, nn.Parameter(torch.empty(width, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        return self.ops.normed(x, self.weight)


class Attention(nn.Module):
    def __init__(self, shape: Shape, ops: Ops, dtype: torch.dtype) -> None:
        super().__init__()
        d, kv, biased = shape.width, shape.key_value_width, shape.biased
        self.ops, self.head_width = ops, shape.head_width
        self.query = Linear(d, d, dtype, bias=biased)
        self.key = Linear(d, kv, dtype, bias=biased)
        self.value = Linear(d, kv, dtype, bias=biased)
        self.output = Linear(d, d, dtype)

    def forward(self, x: Tensor, rotary: tuple[Tensor, Tensor], cache: Cache | None) -> Tensor:
        q = rotated(self._parted(self.query(x)), rotary)  # (b, a, s, h)
        k = rotated(self._parted(self.key(x)), rotary)  # (b, g, s, h)
        v = self._parted(self.value(x))  # (b, g, s, h)
        if cache is not None:
            cache.append((k, v))
        mixed = self.ops.attend(q, k, v).transpose(1, 2).reshape(x.shape)  # (b, s, d)
        y: Tensor = self.output(mixed)
        return y

    def _parted(self, x: Tensor) -> Tensor:
        b, s, _ = x.shape
        return x.view(b, s, -1, self.head_width).transpose(1, 2)


class FeedForward(nn.Module):
    def __init__(self, shape: Shape, dtype: torch.dtype) -> None:
        super().__init__()
        d, f = shape.width, shape.feed_forward
        self.gate, self.up, self.down = (
            Linear(d, f, dtype),
            Linear(d, f, dtype),
            Linear(f, d, dtype),
        )

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.down(fn.silu(self.gate(x)) * self.up(x))
        return y


class Layer(nn.Module):
    def __init__(self, shape: Shape, ops: Ops, dtype: torch.dtype) -> None:
        super().__init__()
        self.first_norm, self.second_norm = (Norm(shape.width, ops, dtype) for _ in range(2))
        self.attention = Attention(shape, ops, dtype)
        self.feed_forward = FeedForward(shape, dtype)

    def forward(self, x: Tensor, rotary: tuple[Tensor, Tensor], cache: Cache | None) -> Tensor:
        x = x + self.attention(self.first_norm(x), rotary, cache)
        y: Tensor = x + self.feed_forward(self.second_norm(x))
        return y


class Llama(nn.Module):
    """tokens (b, s) → the mean loss of foretelling each from those before it, ()."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        shape, dtype = setting.shape, DTYPES[setting.precision]
        self.setting, self.ops = setting, ERAS[setting.era]
        self.embedding = nn.Parameter(torch.empty(shape.vocabulary, shape.width, dtype=dtype))
        self.layers = nn.ModuleList(Layer(shape, self.ops, dtype) for _ in range(shape.layers))
        self.last_norm = Norm(shape.width, self.ops, dtype)
        self.head = None if shape.tied else Linear(shape.width, shape.vocabulary, dtype)
        if setting.method.adapters:
            self._adapt()

    def _adapt(self) -> None:
        self.requires_grad_(False)
        for layer in self.blocks():
            layer.attention.query.adapt(LORA_RANK)
            layer.attention.value.adapt(LORA_RANK)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self._embedded(tokens)
        rotary = angles(tokens.shape[1], self.setting.shape.head_width, x)
        cache: Cache | None = [] if self._caches else None
        for layer in self.layers:
            if self.setting.checkpointing:
                x = checkpoint(
                    layer, x, rotary, None, use_reentrant=False, preserve_rng_state=False
                )
            else:
                x = layer(x, rotary, cache)
        logits = self._logits(self.last_norm(x))
        return self.ops.loss(logits, tokens)

    def blocks(self) -> Iterator[Layer]:
        for layer in self.layers:
            assert isinstance(layer, Layer), "nothing else is put there"
            yield layer

    @property
    def _caches(self) -> bool:
        return self.ops.caches and not self.setting.checkpointing

    def _embedded(self, tokens: Tensor) -> Tensor:
        x = fn.embedding(tokens, self.embedding)
        # Frozen weights leave nothing to differentiate before the first adapter.
        return x.requires_grad_() if self.setting.method.adapters else x

    def _logits(self, x: Tensor) -> Tensor:
        logits: Tensor = fn.linear(x, self.embedding) if self.head is None else self.head(x)
        return logits


def angles(length: int, head_width: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Return cosines and sines of every position, (length, head width)."""
    pairs = torch.arange(0, head_width, 2, dtype=FULL, device=like.device)
    places = torch.arange(length, dtype=FULL, device=like.device)
    turns = torch.outer(places, ROTARY_BASE ** (-pairs / head_width)).repeat(1, 2)
    return turns.cos().to(like.dtype), turns.sin().to(like.dtype)


def rotated(x: Tensor, rotary: tuple[Tensor, Tensor]) -> Tensor:
    """Turn each pair of numbers by its position's angle; x (b, heads, s, h)."""
    cosines, sines = rotary
    left, right = x.chunk(2, dim=-1)
    return x * cosines + torch.cat((-right, left), dim=-1) * sines


def initialise(model: Llama, seed: int) -> None:
    """Draw initial weights: equal seeds give equal weights at every precision and device."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            weights.copy_(_initial(name, weights, generator))


def _initial(name: str, weights: Tensor, generator: torch.Generator) -> Tensor:
    if name.endswith(("wide", "bias")):
        return torch.zeros(weights.shape)
    if weights.dim() == 1:
        return torch.ones(weights.shape)
    return SPREAD * torch.randn(weights.shape, generator=generator)


def named_places(model: Llama) -> Iterator[tuple[str, nn.Module]]:
    """Yield the modules that a reader wants to see named, and their names."""
    for index, layer in enumerate(model.blocks(), start=1):
        yield f"layer {index}, attention", layer.attention
        yield f"layer {index}, feed-forward", layer.feed_forward
        yield f"layer {index}, first norm", layer.first_norm
        yield f"layer {index}, second norm", layer.second_norm
    yield "last norm", model.last_norm
    if model.head is not None:
        yield "head", model.head
