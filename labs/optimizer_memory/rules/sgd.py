"""Gradient descent, plain and with momentum."""

import torch
from torch import Tensor

from labs.optimizer_memory.rules.rule import State

DECAY = 0.9


class SGD:
    def begin(self, weights: Tensor, moments: torch.dtype) -> State:  # noqa: ARG002
        return {}

    def update(self, weights: Tensor, gradient: Tensor, state: State, rate: float) -> None:  # noqa: ARG002
        weights.add_(gradient, alpha=-rate)


class Momentum:
    """Sutskever et al. 2013: v ← 0.9 v + g, w ← w − rate v."""

    def begin(self, weights: Tensor, moments: torch.dtype) -> State:
        return {"velocity": torch.zeros_like(weights, dtype=moments)}

    def update(self, weights: Tensor, gradient: Tensor, state: State, rate: float) -> None:
        state["velocity"].mul_(DECAY).add_(gradient)
        weights.add_(state["velocity"], alpha=-rate)
