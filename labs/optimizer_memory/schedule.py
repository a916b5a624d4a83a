"""How a step's memory rises and falls, by the formulas alone: one moment a layer.

A sketch to look at while a control moves. The simulation follows every op, and is what counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from labs.optimizer_memory.categories import CATEGORIES, Category
from labs.optimizer_memory.formula import adapters, total
from labs.optimizer_memory.kept import FP32, Kept, kept_by_all, kept_by_layer, kept_by_tail, units
from labs.optimizer_memory.phases import Phase
from labs.optimizer_memory.setting import Setting

MOST_GROUPS = 80
WORKING = {"sgd": 0, "momentum": 0, "adamw": 1, "adam8bit": 4, "galore": 1, "adalomo": 3}
"""How many fp32 copies of a tensor an update works with, its gradient aside."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The memory of one moment, in bytes a category."""

    doing: str
    place: str
    phase: Phase
    bytes: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.bytes)


@lru_cache(maxsize=64)
def schedule(setting: Setting) -> tuple[Moment, ...]:
    """Return the moments of a step."""
    return tuple(_Step(setting).moments())


def groups(layers: int) -> list[tuple[int, int]]:
    """Part the layers into at most ``MOST_GROUPS`` runs, each from its first to its last."""
    size = -(-layers // MOST_GROUPS)
    return [(first, min(first + size - 1, layers)) for first in range(1, layers + 1, size)]


class _Step:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.held: dict[Category, int] = dict.fromkeys(CATEGORIES, 0)
        self.held["parameters"] = total(setting, "parameters")
        self.held["states"] = total(setting, "states")
        self.groups = groups(setting.shape.layers)
        self.tail = kept_by_tail(setting).bytes(setting)
        self.logits = Kept(X=kept_by_tail(setting).X).bytes(setting)
        self.layer = kept_by_layer(setting).bytes(setting)
        self.kept = kept_by_all(setting).bytes(setting) // setting.shape.layers
        self.outer = setting.weight_bytes * setting.shape.vocabulary * setting.shape.width
        whole = total(setting, "gradients")
        ends = self.outer * (1 if setting.shape.tied else 2)
        self.of_layer = max(0, whole - ends) // setting.shape.layers
        if setting.method.adapters:
            self.outer, self.of_layer = 0, FP32 * adapters(setting) // setting.shape.layers

    def moments(self) -> Iterator[Moment]:
        yield self._moment("read the tokens", "embedding", "forward")
        yield from self._forward()
        for _ in range(self.setting.method.passes - 1):
            activations = self.held["activations"]
            yield from self._backward()
            self.held["activations"] = activations
        yield from self._backward()
        if not self.setting.fused:
            yield self._update()
        self.held["gradients"] = 0
        yield self._moment("forget the gradients", "", "update")

    def _forward(self) -> Iterator[Moment]:
        for first, last in self.groups:
            self.held["activations"] += self.kept * (last - first + 1)
            yield self._moment("forward", f"layer {last}", "forward")
        self.held["activations"] += self.tail
        yield self._moment("forward", "head and loss", "forward")

    def _backward(self) -> Iterator[Moment]:
        # The loss lets go of its logits one by one, and hands on a gradient of their size.
        self.held["activations"] -= self.logits
        untied = 0 if self.setting.shape.tied else self.outer
        yield from self._gradient(untied, "head", round(units(self.setting).X))
        self.held["activations"] -= self.tail - self.logits
        for first, last in reversed(self.groups):
            many = last - first + 1
            again = self.layer if self.setting.checkpointing else 0
            self.held["recomputed"] = again
            yield from self._gradient(self._of_layers(many), f"layer {first}")
            self.held["recomputed"] = 0
            self.held["activations"] -= self.kept * many
        yield from self._gradient(self.outer, "embedding")

    def _of_layers(self, many: int) -> int:
        """What is there at once of so many layers' gradients."""
        if not self.setting.fused:
            return self.of_layer * many
        shape = self.setting.shape
        return self.setting.weight_bytes * shape.width * shape.feed_forward

    def _gradient(self, size: int, place: str, handed: int = 0) -> Iterator[Moment]:
        """Let a gradient arrive; where updates are fused, work with it and let it go."""
        before = self.held["gradients"]
        self.held["gradients"] += size
        working = self._workspace(size) if self.setting.fused else round(units(self.setting).u)
        self.held["rest"] = working + handed
        yield self._moment("backward", place, "backward")
        self.held["rest"] = 0
        if self.setting.fused:
            self.held["gradients"] = before

    def _update(self) -> Moment:
        self.held["rest"] = self._workspace(self.setting.weight_bytes * self.setting.shape.largest)
        return self._moment("update", "every tensor in turn", "update")

    def _workspace(self, size: int) -> int:
        """The fp32 copies with which one tensor is updated, given its gradient's bytes."""
        in_full = size * FP32 // self.setting.weight_bytes
        copies = WORKING[self.setting.method.rule]
        if self.setting.precision != "full":
            copies += 1 if self.setting.has_master else 2
        return in_full * copies

    def _moment(self, doing: str, place: str, phase: Phase) -> Moment:
        return Moment(doing, place, phase, tuple(self.held[each] for each in CATEGORIES))


def peak(setting: Setting) -> int:
    """Return the most that any moment holds, in bytes."""
    return max(moment.total for moment in schedule(setting))
