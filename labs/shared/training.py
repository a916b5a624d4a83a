"""The training loop of every small network here: a budget of steps, a checkpoint, an average.

A step's data follow from its number, so that a training that resumes needs no random state and
ends where one that was never stopped ends. Not for cards and previews: it imports torch.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labs.shared.muon import Muon

Arrays = Mapping[str, NDArray[Any]]
Loss = Callable[[int], Tensor]
"""The loss of a step, by its number, from 0 on: it draws its own batch."""


def device() -> str:
    """Return the machine's accelerator, or ``cpu``."""
    return "cuda" if torch.cuda.is_available() else "cpu"


MUON, ADAMW = 0.02, 1e-3
"""Their usual rates."""


def muon_and_adamw(
    network: nn.Module,
    others: Iterable[str] = (),
    *,
    muon: float = MUON,
    adamw: float = ADAMW,
    without: tuple[str, ...] = (),
) -> list[torch.optim.Optimizer]:
    """Give Muon (Jordan et al. 2024) the matrices inside a network, and AdamW the rest.

    ``others`` are beginnings of names of matrices that AdamW takes: the first and last layers,
    and embeddings. Names that begin as in ``without`` are left to another optimiser.
    """
    inner: list[nn.Parameter] = []
    outer: list[nn.Parameter] = []
    for name, each in network.named_parameters():
        if name.startswith(without):
            continue
        taken = each.ndim == 2 and not name.startswith(tuple(others))
        (inner if taken else outer).append(each)
    return [
        Muon(inner, muon),
        torch.optim.AdamW(outer, lr=adamw, betas=(0.9, 0.98), weight_decay=0.0),
    ]


@dataclass
class Training:
    """A network on its way: ``step`` of ``steps`` done.

    The rate warms up over ``warm`` steps, holds, and falls to nothing over the last ``cooling``
    share of the steps. ``average`` is the part of the running average of weights that a step keeps.
    """

    network: nn.Module
    loss: Loss
    optimisers: Sequence[torch.optim.Optimizer]
    steps: int
    warm: int = 40
    cooling: float = 0.3
    average: float = 0.998
    clip: float = 1.0
    step: int = 0
    averaged: dict[str, Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rates = [[group["lr"] for group in each.param_groups] for each in self.optimisers]
        self.averaged = {name: each.clone() for name, each in self.network.state_dict().items()}

    def share(self) -> float:
        """Return the share of the full rate that the next step takes."""
        warm = min(1.0, (self.step + 1) / self.warm)
        return min(warm, (self.steps - self.step) / max(1, self.steps * self.cooling))

    def advance(self) -> float:
        """Take one step; return its loss."""
        for optimiser, rates in zip(self.optimisers, self._rates, strict=True):
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * self.share()
            optimiser.zero_grad()
        loss = self.loss(self.step)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self.clip)
        for optimiser in self.optimisers:
            optimiser.step()
        self.step += 1
        self._remember()
        return float(loss.detach())

    def _remember(self) -> None:
        """Move the average towards the weights; early on faster, so that it forgets the start."""
        kept = min(self.average, self.step / (self.step + 10))
        for name, each in self.network.state_dict().items():
            self.averaged[name].lerp_(each, 1 - kept)

    def losses(self) -> Iterator[float]:
        """Train to the end, a step at a time."""
        while self.step < self.steps:
            yield self.advance()

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that going on needs, by name."""
        kept = {f"network.{name}": each for name, each in self.network.state_dict().items()}
        kept |= {f"averaged.{name}": each for name, each in self.averaged.items()}
        for place, optimiser in enumerate(self.optimisers):
            for number, state in optimiser.state_dict()["state"].items():
                kept |= {f"optimiser.{place}.{number}.{key}": each for key, each in state.items()}
        return {name: each.detach().cpu().numpy().copy() for name, each in kept.items()}

    def restore(self, arrays: Arrays, step: int) -> None:
        """Go on from what ``arrays`` returned after so many steps."""
        given = {name: torch.tensor(np.asarray(each)) for name, each in arrays.items()}
        self.network.load_state_dict(_under("network.", given))
        for name, each in _under("averaged.", given).items():
            self.averaged[name].copy_(each)
        for place, optimiser in enumerate(self.optimisers):
            whole = optimiser.state_dict()
            whole["state"] = _nested(_under(f"optimiser.{place}.", given))
            optimiser.load_state_dict(whole)
        self.step = step


def _under(start: str, given: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(start): each for name, each in given.items() if name.startswith(start)
    }


def _nested(flat: Mapping[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    nested: dict[int, dict[str, Tensor]] = {}
    for name, each in flat.items():
        number, _, key = name.partition(".")
        nested.setdefault(int(number), {})[key] = each
    return nested
