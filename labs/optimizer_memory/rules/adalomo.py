"""An adaptive rate for each number from one number a row and one a column.

Source: Lv et al. 2023, "AdaLomo: Low-memory Optimization with Adaptive Learning Rate",
algorithm 1; the factored second moment is Shazeer & Stern's (2018).
"""

import torch
from torch import Tensor

from labs.optimizer_memory.rules.rule import State

DECAY = 0.8
"""The second moment's weight on its past is 1 − t^−0.8."""
TINY = 1e-30
LEAST_SIZE = 1e-3


class AdaLomo:
    def begin(self, weights: Tensor, moments: torch.dtype) -> State:  # noqa: ARG002
        steps = torch.zeros((), device=weights.device)
        if weights.dim() < 2:
            return {"second": torch.zeros_like(weights, dtype=torch.float32), "steps": steps}
        rows, columns = weights.shape
        return {
            "rows": torch.zeros(rows, device=weights.device),
            "columns": torch.zeros(columns, device=weights.device),
            "steps": steps,
        }

    def update(self, weights: Tensor, gradient: Tensor, state: State, rate: float) -> None:
        state["steps"].add_(1)
        weight = state["steps"] ** -DECAY
        square = gradient.square().add_(TINY)
        step = gradient * self._inverse_root(square, state, weight)
        # Grouped normalisation: a step as long as the weights are large, at most.
        step.div_(_size(step).clamp(min=1.0))
        weights.sub_(step.mul_(rate * _size(weights).clamp(min=LEAST_SIZE)))

    def _inverse_root(self, square: Tensor, state: State, weight: Tensor) -> Tensor:
        if "second" in state:
            return state["second"].lerp_(square, weight).rsqrt()
        state["rows"].lerp_(square.mean(dim=1), weight)
        state["columns"].lerp_(square.mean(dim=0), weight)
        rows = (state["rows"] / state["rows"].mean()).rsqrt_()
        return torch.outer(rows, state["columns"].rsqrt())


def _size(values: Tensor) -> Tensor:
    """The root mean square."""
    return values.square().mean().sqrt()
