"""What Lv et al. 2023 printed, to be held against what comes out here.

Source: Lv et al. 2023, "Full Parameter Fine-tuning for Large Language Models with Limited
Resources", arXiv 2306.09782, tables 1 to 3. Their "GB" are GiB: 2 bytes for each of LLaMA-7B's
6,738,415,616 weights are 12.55 GiB, and 13.48 GB.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from labs.optimizer_memory.categories import GIB, Category
from labs.optimizer_memory.formula import summed, total
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import SHAPES

URL = "https://arxiv.org/abs/2306.09782"
CLOSE = 0.01
COLUMNS: tuple[Category, ...] = ("parameters", "gradients", "states")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of table 1, in GiB, and what the formulas give for it."""

    row: str
    column: str
    paper: float
    here: float
    unconfirmed: bool = False

    @property
    def deviation(self) -> float:
        """How far the formulas lie from the paper, as a share; 0 where both are nothing."""
        return self.here / self.paper - 1 if self.paper else self.here

    @property
    def agrees(self) -> bool:
        """Whether it is the paper's number to its two decimals, or within a percent of it."""
        return round(self.here, 2) == self.paper or abs(self.deviation) <= CLOSE


PRINTED: dict[str, tuple[float, float, float]] = {
    "adamw": (12.55, 12.55, 75.31),
    "sgd": (12.55, 12.55, 25.10),
    "lomo": (12.55, 0.24, 0.0),
}
"""Parameters, gradients and optimizer states."""
ACTIVATIONS = {False: 45.61, True: 1.79}
"""Without and with activation checkpointing; the former is unconfirmed."""


def printed_sum(optimizer: str, *, checkpointing: bool) -> float:
    return sum(PRINTED[optimizer]) + ACTIVATIONS[checkpointing]


def table() -> Iterator[Cell]:
    """Yield table 1 cell by cell. Batch 8 and 512 tokens are unconfirmed."""
    for optimizer, printed in PRINTED.items():
        setting = reference(optimizer)
        for column, value in zip(COLUMNS, printed, strict=True):
            yield Cell(setting.title, column, value, total(setting, column) / GIB)
        for checkpointing in (False, True):
            yield from _with_activations(replace(setting, checkpointing=checkpointing))


def _with_activations(setting: Setting) -> Iterator[Cell]:
    kind = "checkpointed" if setting.checkpointing else "kept"
    here, whole = total(setting, "activations") / GIB, summed(setting) / GIB
    paper = printed_sum(setting.optimizer, checkpointing=setting.checkpointing)
    yield Cell(setting.title, f"activations, {kind}", ACTIVATIONS[setting.checkpointing], here,
               not setting.checkpointing)  # fmt: skip
    yield Cell(setting.title, f"sum, {kind}", paper, whole, not setting.checkpointing)


def reference(optimizer: str) -> Setting:
    """Return the setting of table 1."""
    return Setting(SHAPES["llama-7b"], optimizer)
