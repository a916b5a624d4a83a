"""What a visitor may set."""

from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import model_validator

from labs.contract import Choice, Params, Several, Slider, Switch, Text
from labs.optimizer_memory.budget import refusal
from labs.optimizer_memory.hardware import CARDS
from labs.optimizer_memory.methods import METHODS
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import SHAPES, Shape

Mode = Literal["everything", "formula", "simulate", "run"]
Model = Literal[
    "llama-7b", "llama-13b", "llama-30b", "llama-65b", "llama-3-8b", "mistral-7b",
    "llama-3.2-1b", "qwen2.5-0.5b", "own",
]  # fmt: skip
OptimizerName = Literal[
    "adamw", "sgd", "momentum", "lomo", "lomo_norm", "lomo_value", "adalomo", "lora", "galore",
    "adam8bit",
]  # fmt: skip
MODES: dict[str, str] = {
    "everything": "Everything, one after the other",
    "formula": "Formula: nothing but arithmetic",
    "simulate": "Simulate: every op of one step, nothing allocated",
    "run": "Run: train a small model for real",
}
MODELS = {slug: shape.name for slug, shape in SHAPES.items()} | {"own": "A shape of my own"}
TITLES = {slug: method.title for slug, method in METHODS.items()}
SIDE_BY_SIDE = {name: TITLES[name] for name in ("lomo", "sgd")} | TITLES
FEWEST, MOST = 2, 4


class MemoryParams(Params):
    guess: Annotated[float, Slider(0, 200, step=0.5, unit="GiB")] = 0
    """Your guess of what the step takes at its peak; 0 while you have made none."""

    optimizer: Annotated[OptimizerName, Choice(TITLES)] = "lomo"
    """Who updates the weights in the step that you guess."""

    per_layer: Annotated[bool, Switch()] = False
    """Update each layer within the backward pass, for optimizers that usually wait for its end."""

    against: Annotated[OptimizerName, Choice(TITLES)] = "adamw"
    """The optimizer of the second setting, which is shown from the start."""

    model: Annotated[Model, Choice(MODELS)] = "llama-7b"
    """Which model is trained. Only its shape is used; no weights are loaded."""

    layers: Annotated[int, Slider(1, 10_000)] = 32
    """How many layers."""

    width: Annotated[int, Slider(8, 32_768, step=8)] = 4096
    """The width d of the hidden state."""

    heads: Annotated[int, Slider(1, 512)] = 32
    """How many attention heads share the width."""

    key_value_heads: Annotated[int, Slider(1, 512)] = 32
    """How many of them have keys and values of their own."""

    feed_forward: Annotated[int, Slider(8, 131_072, step=8)] = 11008
    """The inner width f of the feed-forward layer."""

    vocabulary: Annotated[int, Slider(8, 1_000_000)] = 32_000
    """How many different tokens there are."""

    tied: Annotated[bool, Switch()] = False
    """Let the head be the embedding, used once more."""

    batch: Annotated[int, Slider(1, 256)] = 8
    """How many sequences a step reads."""

    sequence: Annotated[int, Slider(16, 32_768, step=16)] = 512
    """How many tokens each of them has."""

    checkpointing: Annotated[bool, Switch()] = True
    """Keep only each layer's input, and compute the rest again in the backward pass."""

    precision: Annotated[
        Literal["mixed", "half", "full"],
        Choice(
            {
                "mixed": "16 bits, fp32 master",
                "half": "16 bits alone",
                "full": "32 bits",
            }
        ),
    ] = "mixed"
    """What weights and gradients are stored in. Mixed precision adds an fp32 copy of the weights,
    which LOMO, AdaLomo and LoRA do without."""

    era: Annotated[
        Literal["2023", "today"],
        Choice({"2023": "As in 2023", "today": "As today"}),
    ] = "2023"
    """How attention, norms and the loss are computed: as when the paper was written, or fused."""

    card: Annotated[
        Literal["12", "16", "24", "40", "80", "141"],
        Choice({str(size): f"{size} GB: {names}" for size, names in CARDS.items()}),
    ] = "24"
    """The card you have."""

    mode: Annotated[Mode, Choice(MODES)] = "everything"
    """What pressing Run does. The formulas need no run."""

    optimizers: Annotated[tuple[OptimizerName, ...], Several(SIDE_BY_SIDE)] = ("lomo", "sgd")
    """Two to four optimizers to train a small model with, side by side."""

    steps: Annotated[int, Slider(2, 200)] = 12
    """How many steps each of them takes."""

    size: Annotated[
        Literal["1M", "2M", "5M"],
        Choice({"1M": "0.9 M weights", "2M": "1.9 M", "5M": "4.9 M"}),
    ] = "1M"
    """The small model of bytes that is trained for real."""

    small_precision: Annotated[
        Literal["full", "half"], Choice({"full": "32 bits", "half": "16 bits alone"})
    ] = "full"
    """What the small model's weights are stored in. In 16 bits alone, small updates vanish;
    and where a processor cannot multiply such numbers, a step takes several times as long."""

    rate: Annotated[float, Slider(0.0001, 0.5, step=0.0001)] = 0.1
    """The learning rate of SGD and LOMO; the adaptive optimizers take a hundredth of it."""

    otherwise: Annotated[str, Text(200)] = ""
    """What else differs in the second setting, such as model=llama-13b batch=1
    checkpointing=false."""

    @property
    def shape(self) -> Shape:
        if self.model != "own":
            return SHAPES[self.model]
        return Shape(
            "Your model", self.layers, self.width, self.heads, self.key_value_heads,
            self.feed_forward, self.vocabulary, self.tied,
        )  # fmt: skip

    @property
    def setting(self) -> Setting:
        """The first of the two settings."""
        return Setting(
            self.shape, self.optimizer, self.batch, self.sequence, self.precision,
            self.checkpointing, self.era, self.per_layer and METHODS[self.optimizer].adaptive,
        )  # fmt: skip

    @property
    def simulates(self) -> bool:
        return self.mode in {"simulate", "everything"}

    @property
    def trains(self) -> bool:
        return self.mode in {"run", "everything"}

    @model_validator(mode="after")
    def an_own_shape_fits_together(self) -> Self:
        if self.model != "own":
            return self
        for name, value, rule in self._misfits():
            raise ValueError(f"{name} is {value}, but {rule}")
        return self

    def _misfits(self) -> list[tuple[str, int, str]]:
        found = []
        if self.width % (2 * self.heads):
            rule = (
                f"the width of {self.width} must be an even number of columns for each head; "
                "choose a width that is a multiple of twice the heads"
            )
            found.append(("heads", self.heads, rule))
        if self.heads % self.key_value_heads:
            rule = f"it must divide the {self.heads} heads; choose a divisor of {self.heads}"
            found.append(("key_value_heads", self.key_value_heads, rule))
        return found

    @model_validator(mode="after")
    def a_simulation_stays_within_its_budget(self) -> Self:
        if self.simulates and (said := refusal(self.setting)):
            raise ValueError(said)
        return self

    @model_validator(mode="after")
    def optimizers_are_few(self) -> Self:
        if not self.trains:
            return self
        if not FEWEST <= len(self.optimizers) <= MOST:
            raise ValueError(
                f"optimizers names {len(self.optimizers)}, but {FEWEST} to {MOST} can be trained "
                "side by side; choose so many, such as lomo and sgd"
            )
        return self


def small_shape(size: str) -> Shape:
    """Return the shape of a small model of bytes."""
    layers, width, feed_forward = {"1M": (4, 128, 344), "2M": (4, 192, 512), "5M": (6, 256, 688)}[
        size
    ]
    return Shape(f"{size} bytes", layers, width, 4, 4, feed_forward, 256)


def small_setting(params: MemoryParams, optimizer: str) -> Setting:
    """Return what the small model is trained with."""
    setting = Setting(small_shape(params.size), optimizer, 8, 64, params.small_precision)
    return replace(setting, checkpointing=False)
