"""The optimizers of the lab: what each keeps for every parameter, and when it updates."""

from dataclasses import dataclass
from typing import Literal

When = Literal["after", "during"]
Rule = Literal["sgd", "momentum", "adamw", "adam8bit", "galore", "adalomo"]

LORA_RANK = 8
"""The rank of LoRA's adapters, on the query and value projections (Hu et al. 2021)."""
GALORE_SHARE = 4
"""GaLore's rank is the model's width over this (Zhao et al. 2024: 1024 for 7B)."""
BLOCK = 256
"""8-bit moments share one fp32 scale in blocks of so many (Dettmers et al. 2022)."""
SMALLEST_QUANTISED = 4096
"""Smaller tensors keep their moments in full (ibid.)."""


@dataclass(frozen=True, slots=True)
class Method:
    """An optimizer, in the words that the page uses for it."""

    title: str
    rule: Rule
    keeps: str
    """What it remembers between steps, in one sentence."""
    master: bool = True
    """Whether it keeps an fp32 copy of 16-bit weights where precision asks for one."""
    when: When = "after"
    passes: int = 1
    """How many backward passes a step takes."""
    clip: Literal["", "norm", "value"] = ""
    adapters: bool = False
    """Whether small adapters are trained in place of the weights."""

    @property
    def adaptive(self) -> bool:
        """Whether it exists in a form that updates each layer within the backward pass."""
        return self.when == "after" and not self.adapters


METHODS: dict[str, Method] = {
    "adamw": Method("AdamW", "adamw", "AdamW keeps two moments of every parameter."),
    "sgd": Method("SGD", "sgd", "SGD keeps nothing between steps but its master copy."),
    "momentum": Method(
        "SGD with momentum", "momentum", "Momentum keeps one moving average of every gradient."
    ),
    "lomo": Method(
        "LOMO", "sgd", "LOMO keeps nothing: it updates a tensor as soon as its gradient is there.",
        master=False, when="during",
    ),
    "lomo_norm": Method(
        "LOMO, clipped by norm", "sgd",
        "LOMO keeps nothing, but must see all gradients once before it can scale them.",
        master=False, when="during", passes=2, clip="norm",
    ),
    "lomo_value": Method(
        "LOMO, clipped by value", "sgd", "LOMO keeps nothing, and clips each gradient by itself.",
        master=False, when="during", clip="value",
    ),
    "adalomo": Method(
        "AdaLomo", "adalomo",
        "AdaLomo keeps one number a row and one a column in place of the second moment.",
        master=False, when="during",
    ),
    "lora": Method(
        "LoRA", "adamw", "LoRA freezes the weights and gives AdamW small adapters to train.",
        adapters=True,
    ),
    "galore": Method(
        "GaLore", "galore",
        "GaLore keeps AdamW's moments of gradients projected to a quarter of the width.",
    ),
    "adam8bit": Method(
        "8-bit Adam", "adam8bit",
        "8-bit Adam keeps two moments in one byte each, with a scale for every 256.",
    ),
}  # fmt: skip
