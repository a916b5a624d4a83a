"""AdamW's moments of a gradient projected to low rank (Zhao et al. 2024, algorithm 1).

The subspace is found by one step of subspace iteration in place of a full SVD, and kept for 200
steps.
"""

import torch
from torch import Tensor

from labs.optimizer_memory.methods import GALORE_SHARE
from labs.optimizer_memory.rules.adamw import WEIGHT_DECAY, AdamW, direction, moved
from labs.optimizer_memory.rules.rule import State

KEPT_STEPS = 200
SCALE = 0.25


class GaLore:
    def begin(self, weights: Tensor, moments: torch.dtype) -> State:
        if weights.dim() < 2:
            return AdamW().begin(weights, moments)
        short, long = sorted(weights.shape)
        rank = max(short // GALORE_SHARE, 1)
        return {
            "basis": torch.zeros(short, rank, dtype=moments, device=weights.device),
            "first": torch.zeros(rank, long, dtype=moments, device=weights.device),
            "second": torch.zeros(rank, long, dtype=moments, device=weights.device),
            "steps": torch.zeros((), device=weights.device),
        }

    def update(self, weights: Tensor, gradient: Tensor, state: State, rate: float) -> None:
        if "basis" not in state:
            AdamW().update(weights, gradient, state, rate)
            return
        lying = gradient if gradient.shape[0] <= gradient.shape[1] else gradient.t()
        self._refresh(lying, state)
        state["steps"].add_(1)
        basis = state["basis"].to(torch.float32)  # (short, rank)
        moved(state["first"], state["second"], basis.t() @ lying)
        step = basis @ direction(state["first"], state["second"], state["steps"])
        weights.mul_(1 - rate * WEIGHT_DECAY)
        weights.sub_(step.mul_(rate * SCALE).view_as(lying) if lying is gradient else
                     step.mul_(rate * SCALE).t())  # fmt: skip

    def _refresh(self, lying: Tensor, state: State) -> None:
        if self._is_due(state["steps"]):
            state["basis"].copy_(leading(lying, state["basis"].shape[1]))

    def _is_due(self, steps: Tensor) -> bool:
        """A fake step has no number; simulated steps are those between two refreshes."""
        if isinstance(steps, torch._subclasses.FakeTensor):
            return False
        return int(steps.item()) % KEPT_STEPS == 0


def leading(matrix: Tensor, rank: int) -> Tensor:
    """Return an orthonormal basis of nearly the leading left singular vectors, (rows, rank)."""
    generator = torch.Generator(device=matrix.device).manual_seed(0)
    sketch = torch.randn(matrix.shape[1], rank, generator=generator, device=matrix.device)
    start = torch.linalg.qr(matrix @ sketch).Q
    basis: Tensor = torch.linalg.qr(matrix @ (matrix.t() @ start)).Q
    return basis
