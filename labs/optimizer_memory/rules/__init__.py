"""Update rules: what an optimizer does to one tensor, given its gradient.

A rule keeps its memory in a mapping of tensors, so that a tracker can see all of it.
"""

from collections.abc import Callable

from labs.optimizer_memory.rules.adalomo import AdaLomo
from labs.optimizer_memory.rules.adam8bit import Adam8bit
from labs.optimizer_memory.rules.adamw import AdamW
from labs.optimizer_memory.rules.galore import GaLore
from labs.optimizer_memory.rules.rule import Rule, State
from labs.optimizer_memory.rules.sgd import SGD, Momentum

__all__ = ["RULES", "SGD", "AdaLomo", "Adam8bit", "AdamW", "GaLore", "Momentum", "Rule", "State"]

RULES: dict[str, Callable[[], Rule]] = {
    "sgd": SGD, "momentum": Momentum, "adamw": AdamW, "adam8bit": Adam8bit,
    "galore": GaLore, "adalomo": AdaLomo,
}  # fmt: skip
