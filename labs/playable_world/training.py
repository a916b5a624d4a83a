"""One network on its way through a recipe; after any step it can be laid down and taken up."""

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from labs.playable_world.learning import batch_loss
from labs.playable_world.network import Dreamer
from labs.playable_world.recipes import Recipe

RATE = 2e-3
WARM = 100
AVERAGE = 0.995
"""How much of the running average of the weights each step keeps, once there is one to speak of."""

Arrays = Mapping[str, NDArray[Any]]


@dataclass
class Training:
    """A network on its way: ``step`` of ``steps`` done. ``average`` is the one to play."""

    recipe: Recipe
    steps: int
    seed: int = 0
    step: int = 0
    device: str = "cpu"

    def __post_init__(self) -> None:
        torch.manual_seed(self.seed)
        made = Dreamer(self.recipe.width, self.recipe.context).to(self.device)
        self.network = made.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.network)
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.01
        )

    def advance(self) -> float:
        """Take one step; return its loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate()
        kind = self.device.partition(":")[0]
        with torch.autocast(kind, torch.bfloat16):
            loss = batch_loss(
                self.network, self.recipe, self.seed, self.step, self.steps, self.device
            )
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        self._averaged()
        return float(loss.detach())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that going on needs."""
        kept = {f"network.{name}": each for name, each in self.network.state_dict().items()}
        kept |= {f"average.{name}": each for name, each in self.average.state_dict().items()}
        names = [name for name, _ in self.network.named_parameters()]
        for place, moments in self.optimiser.state_dict()["state"].items():
            for word in ("exp_avg", "exp_avg_sq"):
                kept[f"{word}.{names[place]}"] = moments[word]
        return {name: _plain(each) for name, each in kept.items()}

    def restore(self, arrays: Arrays, step: int) -> None:
        """Go on from what ``arrays`` returned after so many steps."""
        given = {name: torch.as_tensor(np.array(each)) for name, each in arrays.items()}
        names = [name for name, _ in self.network.named_parameters()]
        for word, network in (("network", self.network), ("average", self.average)):
            network.load_state_dict({each: given[f"{word}.{each}"] for each in names})
        self.step = step
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

    def _rate(self) -> float:
        done = self.step / self.steps
        falling = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done))
        return RATE * min(1.0, (self.step + 1) / WARM) * falling

    @torch.no_grad()
    def _averaged(self) -> None:
        keep = min(AVERAGE, self.step / (self.step + 9))
        pairs = zip(self.average.parameters(), self.network.parameters(), strict=True)
        for average, newest in pairs:
            average.lerp_(newest, 1 - keep)


def _plain(tensor: torch.Tensor) -> NDArray[Any]:
    return np.ascontiguousarray(tensor.detach().cpu().numpy())
