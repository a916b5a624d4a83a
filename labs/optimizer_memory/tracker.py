"""Follows every tensor's memory through a training step, op by op, real or fake alike.

A storage is counted once, from the op that made it until it is freed; a weak reference tells when.
A gradient becomes one when the autograd engine hands it over, before any hook that uses it up.
"""

import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from labs.optimizer_memory.categories import CATEGORIES, Category
from labs.optimizer_memory.phases import Phase, Phases

INDEX = {category: index for index, category in enumerate(CATEGORIES)}
CUDA_BLOCK = 512
"""Bytes: CUDA's caching allocator hands out multiples of this."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The memory right after an op."""

    op: str
    place: str
    phase: Phase
    bytes: tuple[int, ...]
    """A number a category, in the order of ``CATEGORIES``."""
    counts: tuple[int, ...]
    """How many storages of each are alive."""
    made: str
    """The shape and type of what the op made; empty if it made nothing new."""

    @property
    def total(self) -> int:
        return sum(self.bytes)


class Tracker(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Enter it after a FakeTensorMode, around the step. ``granularity`` rounds storages up."""

    def __init__(
        self, phases: Phases, granularity: int = 1, *, samples: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()  # type: ignore[no-untyped-call]
        self.phases, self.granularity, self.progress = phases, granularity, progress
        self.samples: list[Sample] = []
        self.keeps_samples = samples
        self.ops, self.place = 0, ""
        self.held = [0] * len(CATEGORIES)
        self.counts = [0] * len(CATEGORIES)
        self.peaks = [0] * len(CATEGORIES)
        self.peak = 0
        self._live: dict[int, tuple[weakref.ref[Any], int, int]] = {}

    def adopt(self, tensors: Iterable[Tensor], category: Category) -> None:
        """Count tensors that were there before the step."""
        for tensor in tensors:
            self._label(tensor, INDEX[category])

    def watch_gradients(self, model: nn.Module) -> None:
        """Call gradients gradients. Do this before an optimizer adds hooks of its own."""
        for weights in model.parameters():
            if weights.requires_grad:
                weights.register_hook(self._became_gradient)  # type: ignore[no-untyped-call]

    def watch_places(self, places: Iterable[tuple[str, nn.Module]]) -> None:
        """Name the part of the model that an op belongs to, forward and backward."""
        for name, module in places:
            module.register_forward_pre_hook(self._arrival(name))
            module.register_forward_hook(self._departure(name))

    def bytes_of(self, category: Category) -> int:
        return self.held[INDEX[category]]

    def peak_of(self, category: Category) -> int:
        return self.peaks[INDEX[category]]

    def forget(self) -> None:
        """Begin anew, as if nothing had been there."""
        self._live.clear()
        self.samples.clear()
        self.ops, self.peak = 0, 0
        self.held, self.counts, self.peaks = ([0] * len(CATEGORIES) for _ in range(3))

    @property
    def base(self) -> int:
        """The bytes of what outlasts a step: parameters and states."""
        return self.bytes_of("parameters") + self.bytes_of("states")

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        out = func(*args, **(kwargs or {}))
        self.ops += 1
        made = ""
        for leaf in (out,) if isinstance(out, Tensor) else tree_leaves(out):
            if isinstance(leaf, Tensor) and self._add(leaf):
                made = _described(leaf)
        self._sample(func.__name__ if hasattr(func, "__name__") else str(func), made)
        if self.progress:
            self.progress(self.ops)
        return out

    def _sample(self, op: str, made: str) -> None:
        if self.keeps_samples:
            now = self.phases.now
            self.samples.append(
                Sample(op, self.place, now, tuple(self.held), tuple(self.counts), made)
            )

    def _became_gradient(self, gradient: Tensor) -> None:
        self._label(gradient, INDEX["gradients"])
        self._sample("gradient complete", _described(gradient))

    def _category(self) -> int:
        if self.phases.now == "forward":
            return INDEX["activations"]
        # Only a recomputation builds a graph within the backward pass.
        again = self.phases.now == "backward" and torch.is_grad_enabled()
        return INDEX["recomputed" if again else "rest"]

    def _add(self, tensor: Tensor) -> bool:
        storage = tensor.untyped_storage()
        key = id(storage)
        if key in self._live:
            return False
        size = -(-storage.nbytes() // self.granularity) * self.granularity
        index = self._category()
        self._live[key] = weakref.ref(storage, lambda _: self._freed(key)), size, index
        self._move(index, size, 1)
        return True

    def _freed(self, key: int) -> None:
        _, size, index = self._live.pop(key)
        self._move(index, -size, -1)

    def _label(self, tensor: Tensor, index: int) -> None:
        self._add(tensor)
        key = id(tensor.untyped_storage())
        reference, size, before = self._live[key]
        self._live[key] = reference, size, index
        self._move(before, -size, -1)
        self._move(index, size, 1)

    def _move(self, index: int, size: int, count: int) -> None:
        self.held[index] += size
        self.counts[index] += count
        if size > 0:
            self.peaks[index] = max(self.peaks[index], self.held[index])
            self.peak = max(self.peak, sum(self.held))

    def _arrival(self, name: str) -> Callable[..., None]:
        def arrive(_module: nn.Module, _inputs: Any) -> None:
            self.place = name

        return arrive

    def _departure(self, name: str) -> Callable[..., None]:
        def depart(_module: nn.Module, _inputs: Any, output: Tensor) -> None:
            self.place = name.partition(",")[0]
            if output.requires_grad:
                output.register_hook(lambda _: self._return(name))  # type: ignore[no-untyped-call]

        return depart

    def _return(self, name: str) -> None:
        self.place = name


def _described(tensor: Tensor) -> str:
    size = " × ".join(map(str, tensor.shape)) or "one number"
    return f"{size}, {str(tensor.dtype).removeprefix('torch.')}"
