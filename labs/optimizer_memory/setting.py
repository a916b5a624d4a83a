"""One question that the lab can answer: this model, this batch, this optimizer."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from labs.optimizer_memory.methods import METHODS, Method
from labs.optimizer_memory.shapes import Shape

Precision = Literal["mixed", "half", "full"]
Era = Literal["2023", "today"]


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that a training step's memory depends on."""

    shape: Shape
    optimizer: str
    batch: int = 8
    sequence: int = 512
    precision: Precision = "mixed"
    checkpointing: bool = True
    era: Era = "2023"
    per_layer: bool = False

    @property
    def method(self) -> Method:
        return METHODS[self.optimizer]

    @property
    def fused(self) -> bool:
        """Whether weights are updated within the backward pass."""
        return self.method.when == "during" or (self.per_layer and self.method.adaptive)

    @property
    def weight_bytes(self) -> int:
        """Bytes of a weight, a gradient and an activation."""
        return 4 if self.precision == "full" else 2

    @property
    def has_master(self) -> bool:
        """Whether the optimizer keeps an fp32 copy of the weights."""
        return self.precision == "mixed" and self.method.master and not self.method.adapters

    @property
    def moment_bytes(self) -> int:
        """Bytes of one number of a moment: fp32 beside a master copy, else as the weights are."""
        return 2 if self.precision == "half" and not self.method.adapters else 4

    @property
    def title(self) -> str:
        layered = ", layer by layer" if self.fused and self.method.when == "after" else ""
        return f"{self.method.title}{layered}"

    def with_optimizer(self, optimizer: str) -> "Setting":
        return replace(self, optimizer=optimizer)


def to_json(setting: Setting) -> dict[str, Any]:
    return asdict(setting)


def from_json(found: dict[str, Any]) -> Setting:
    return Setting(**{**found, "shape": Shape(**found["shape"])})
