"""Training the two small networks on clips that are drawn as they are needed.

A step's clips and masks follow from its number, so a training that resumes needs no random state.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labs.shared.autoencoder import CausalAutoencoder, gridded
from labs.spacetime_patches.hiding import SCHEMES, filled, kept
from labs.spacetime_patches.models import (
    MASKED_PATCH,
    Kind,
    MaskedAutoencoder,
    made,
)
from labs.spacetime_patches.scenes import SCENES, rendered

FIRST_SEED = 1_000_000
"""Training draws clips from here on; smaller seeds are held out."""
SIZE = 64
FRAMES = {"autoencoder": 17, "masked": 16}
BATCH = {"autoencoder": 12, "masked": 10}
RATE = {"autoencoder": 1.5e-3, "masked": 2e-3}
WARM = 40
HELD_OUT = 16
"""Clips, four of each scene, that no training draws."""
HELD_OUT_MARKS = 20
"""How often a run's training is held against them."""

Arrays = Mapping[str, NDArray[Any]]


def clips(kind: Kind, first: int, count: int) -> Tensor:
    """Draw clips of all scenes in turn, in −1 to 1: (count, frames, 64, 64, 3)."""
    drawn = [
        rendered(SCENES[seed % len(SCENES)], seed, FRAMES[kind], SIZE, SIZE)
        for seed in range(first, first + count)
    ]
    return signed(np.stack(drawn))


def signed(frames: NDArray[np.uint8]) -> Tensor:
    """Map bytes to −1 to 1."""
    return torch.from_numpy(frames.astype(np.float32)) / 127.5 - 1


def missed(network: nn.Module, batch: Tensor, rng: np.random.Generator) -> Tensor:
    """Return the mean squared error of one batch; of hidden patches alone where some are hidden."""
    if isinstance(network, CausalAutoencoder):
        return torch.as_tensor((network(batch) - batch).square().mean())
    grid = gridded(batch, MASKED_PATCH)
    t, h, w = grid.shape[1:4]
    masks = [
        kept(SCHEMES[rng.choice(3, p=[0.5, 0.25, 0.25])], rng.uniform(0.1, 0.6), (t, h, w), rng)
        for _ in batch
    ]
    full, hidden, away = map(torch.stack, zip(*map(filled, grid, masks), strict=True))
    error = (network(full, hidden, away) - grid).square().mean(-1)
    return torch.as_tensor((error * hidden).sum() / hidden.sum())


def held_out_error(training: "Training") -> float:
    """Return the mean squared error on held-out clips; of hidden patches where some are hidden."""
    with torch.inference_mode():
        batch = clips(training.kind, 0, HELD_OUT)
        return float(missed(training.network, batch, np.random.default_rng(0)))


def decibels(error: float) -> float:
    """Return the peak signal-to-noise ratio of a mean squared error of values in −1 to 1."""
    return 10 * math.log10(4 / max(error, 1e-12))


@dataclass
class Training:
    """A network on its way: ``step`` of ``steps`` done."""

    kind: Kind
    steps: int
    seed: int = 0
    step: int = 0

    def __post_init__(self) -> None:
        torch.manual_seed(self.seed)
        self.network: CausalAutoencoder | MaskedAutoencoder = made(self.kind)
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=RATE[self.kind], betas=(0.9, 0.98), weight_decay=0.01
        )

    def rate(self) -> float:
        warm = min(1.0, (self.step + 1) / WARM)
        return RATE[self.kind] * warm * 0.5 * (1 + math.cos(math.pi * self.step / self.steps))

    def advance(self) -> float:
        """Take one step; return its error."""
        first = FIRST_SEED + (self.seed * 100_000 + self.step) * BATCH[self.kind]
        batch = clips(self.kind, first, BATCH[self.kind])
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        error = missed(self.network, batch, np.random.default_rng([self.seed, self.step]))
        self.optimiser.zero_grad()
        error.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        return float(error.detach())

    def errors(self) -> Iterator[float]:
        """Train to the end, a step at a time."""
        while self.step < self.steps:
            yield self.advance()

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that going on needs."""
        kept = {f"network.{name}": each for name, each in self.network.state_dict().items()}
        names = [name for name, _ in self.network.named_parameters()]
        for place, moments in self.optimiser.state_dict()["state"].items():
            for word in ("exp_avg", "exp_avg_sq"):
                kept[f"{word}.{names[place]}"] = moments[word]
        return {name: each.detach().numpy().copy() for name, each in kept.items()}

    def restore(self, arrays: Arrays, step: int) -> None:
        """Go on from what ``arrays`` returned after so many steps; at the end weights suffice."""
        given = {name: torch.as_tensor(np.array(each)) for name, each in arrays.items()}
        names = [name for name, _ in self.network.named_parameters()]
        own = {name: given[f"network.{name}"] for name in self.network.state_dict()}
        self.network.load_state_dict(own)
        self.step = step
        if f"exp_avg.{names[0]}" not in given:
            return
        state = self.optimiser.state_dict()
        state["state"] = {
            place: {
                "step": torch.tensor(float(step)),
                "exp_avg": given[f"exp_avg.{name}"],
                "exp_avg_sq": given[f"exp_avg_sq.{name}"],
            }
            for place, name in enumerate(names)
        }
        self.optimiser.load_state_dict(state)
