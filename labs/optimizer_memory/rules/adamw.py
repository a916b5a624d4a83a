"""Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2)."""

import torch
from torch import Tensor

from labs.optimizer_memory.rules.rule import State

BETAS = (0.9, 0.999)
EPSILON = 1e-8
WEIGHT_DECAY = 0.01


class AdamW:
    def begin(self, weights: Tensor, moments: torch.dtype) -> State:
        return {
            "first": torch.zeros_like(weights, dtype=moments),
            "second": torch.zeros_like(weights, dtype=moments),
            "steps": torch.zeros((), device=weights.device),
        }

    def update(self, weights: Tensor, gradient: Tensor, state: State, rate: float) -> None:
        state["steps"].add_(1)
        weights.mul_(1 - rate * WEIGHT_DECAY)
        moved(state["first"], state["second"], gradient)
        weights.sub_(direction(state["first"], state["second"], state["steps"]).mul_(rate))


def moved(first: Tensor, second: Tensor, gradient: Tensor) -> None:
    """Let both moments follow the gradient, in place."""
    first.mul_(BETAS[0]).add_(gradient, alpha=1 - BETAS[0])
    second.mul_(BETAS[1]).addcmul_(gradient, gradient.to(second.dtype), value=1 - BETAS[1])


def direction(first: Tensor, second: Tensor, steps: Tensor) -> Tensor:
    """Return m̂ / (√v̂ + ε), in fp32, as a tensor of its own."""
    usual = second.to(torch.float32, copy=True).div_(1 - BETAS[1] ** steps).sqrt_().add_(EPSILON)
    return usual.reciprocal_().mul_(first).div_(1 - BETAS[0] ** steps)
