"""Shapes of real models: facts about their tensors, without any weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Literal

Part = Literal["embedding", "attention", "feed_forward", "norm", "head"]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One kind of parameter tensor, and how many of it a model has."""

    name: str
    part: Part
    size: tuple[int, ...]
    count: int

    @property
    def elements(self) -> int:
        return prod(self.size)


@dataclass(frozen=True, slots=True)
class Shape:
    """A decoder of LLaMA's kind: RMS norms, rotary attention, a gated feed-forward layer."""

    name: str
    layers: int
    width: int
    heads: int
    key_value_heads: int
    feed_forward: int
    vocabulary: int
    tied: bool = False
    """Whether the head is the embedding, used once more."""
    biased: bool = False
    """Whether queries, keys and values have biases, as Qwen's do."""

    @property
    def head_width(self) -> int:
        return self.width // self.heads

    @property
    def key_value_width(self) -> int:
        return self.key_value_heads * self.head_width

    @property
    def parameters(self) -> int:
        """N: every trainable number, those of the embedding and the head too."""
        return sum(each.elements * each.count for each in self.matrices)

    @property
    def largest(self) -> int:
        """How many numbers the largest tensor holds."""
        return max(each.elements for each in self.matrices)

    @property
    def matrices(self) -> tuple[Matrix, ...]:
        """Every kind of tensor, in the order in which a step uses them."""
        return (*self._outer_first(), *self._layer(), *self._outer_last())

    def _outer_first(self) -> Iterator[Matrix]:
        yield Matrix("embedding", "embedding", (self.vocabulary, self.width), 1)

    def _layer(self) -> Iterator[Matrix]:
        d, kv, f, L = self.width, self.key_value_width, self.feed_forward, self.layers
        yield Matrix("norms", "norm", (d,), 2 * L)
        yield Matrix("query and output", "attention", (d, d), 2 * L)
        yield Matrix("key and value", "attention", (kv, d), 2 * L)
        if self.biased:
            yield Matrix("query bias", "attention", (d,), L)
            yield Matrix("key and value biases", "attention", (kv,), 2 * L)
        yield Matrix("gate and up", "feed_forward", (f, d), 2 * L)
        yield Matrix("down", "feed_forward", (d, f), L)

    def _outer_last(self) -> Iterator[Matrix]:
        yield Matrix("last norm", "norm", (self.width,), 1)
        if not self.tied:
            yield Matrix("head", "head", (self.vocabulary, self.width), 1)


SHAPES: dict[str, Shape] = {
    "llama-7b": Shape("LLaMA-7B", 32, 4096, 32, 32, 11008, 32000),
    "llama-13b": Shape("LLaMA-13B", 40, 5120, 40, 40, 13824, 32000),
    "llama-30b": Shape("LLaMA-30B", 60, 6656, 52, 52, 17920, 32000),
    "llama-65b": Shape("LLaMA-65B", 80, 8192, 64, 64, 22016, 32000),
    "llama-3-8b": Shape("Llama-3-8B", 32, 4096, 32, 8, 14336, 128256),
    "mistral-7b": Shape("Mistral-7B", 32, 4096, 32, 8, 14336, 32000),
    "llama-3.2-1b": Shape("Llama-3.2-1B", 16, 2048, 32, 8, 8192, 128256, tied=True),
    "qwen2.5-0.5b": Shape("Qwen2.5-0.5B", 24, 896, 14, 2, 4864, 151936, tied=True, biased=True),
}
"""Sources: Touvron et al. 2023 (table 2) and the configurations published with the models."""
