"""Adam whose moments take one byte a number, with one scale for every 256.

Source: Dettmers et al. 2022, "8-bit Optimizers via Block-wise Quantization"; their dynamic code is
replaced by a simpler one: the signed square root, in 127 steps.
"""

import torch
from torch import Tensor
from torch.nn import functional as fn

from labs.optimizer_memory.methods import BLOCK, SMALLEST_QUANTISED
from labs.optimizer_memory.rules.adamw import WEIGHT_DECAY, AdamW, direction, moved
from labs.optimizer_memory.rules.rule import State

STEPS = 127


class Adam8bit:
    def begin(self, weights: Tensor, moments: torch.dtype) -> State:  # noqa: ARG002
        if weights.numel() < SMALLEST_QUANTISED:
            return AdamW().begin(weights, torch.float32)
        blocks = -(-weights.numel() // BLOCK)
        coded = torch.zeros(weights.numel(), dtype=torch.int8, device=weights.device)
        scales = torch.zeros(blocks, dtype=torch.float32, device=weights.device)
        return {
            "first": coded, "first_scales": scales,
            "second": coded.clone(), "second_scales": scales.clone(),
            "steps": torch.zeros((), device=weights.device),
        }  # fmt: skip

    def update(self, weights: Tensor, gradient: Tensor, state: State, rate: float) -> None:
        if "first_scales" not in state:
            AdamW().update(weights, gradient, state, rate)
            return
        state["steps"].add_(1)
        first = decoded(state["first"], state["first_scales"]).view_as(weights)
        second = decoded(state["second"], state["second_scales"]).view_as(weights)
        moved(first, second, gradient)
        code(first, state["first"], state["first_scales"])
        code(second, state["second"], state["second_scales"])
        weights.mul_(1 - rate * WEIGHT_DECAY)
        weights.sub_(direction(first, second, state["steps"]).mul_(rate))


def code(values: Tensor, coded: Tensor, scales: Tensor) -> None:
    """Write values into their bytes and scales, in place."""
    blocks = _blocks(values)
    scales.copy_(blocks.abs().amax(dim=1))
    share = blocks / scales.clamp(min=torch.finfo(torch.float32).tiny).unsqueeze(1)
    root = share.abs().sqrt_().mul_(share.sign_()).mul_(STEPS).round_()
    coded.copy_(root.flatten()[: coded.numel()])


def decoded(coded: Tensor, scales: Tensor) -> Tensor:
    """Return fp32 values, (numbers,)."""
    root = _blocks(coded.to(torch.float32)).div_(STEPS)
    values = root.abs().mul_(root).mul_(scales.unsqueeze(1))
    return values.flatten()[: coded.numel()]


def _blocks(values: Tensor) -> Tensor:
    """Return (blocks, 256), the last filled up with zeros."""
    flat = values.reshape(-1)
    missing = -flat.numel() % BLOCK
    return (fn.pad(flat, (0, missing)) if missing else flat).view(-1, BLOCK)
