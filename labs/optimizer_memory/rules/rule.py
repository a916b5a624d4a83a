"""What every update rule offers."""

from typing import Protocol

import torch
from torch import Tensor

State = dict[str, Tensor]


class Rule(Protocol):
    def begin(self, weights: Tensor, moments: torch.dtype) -> State:
        """Return what the rule remembers about one tensor."""

    def update(self, weights: Tensor, gradient: Tensor, state: State, rate: float) -> None:
        """Change fp32 weights in place, given their fp32 gradient of the same shape."""
