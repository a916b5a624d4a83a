"""Muon in single precision, for matrices of a size that a CPU trains.

``torch.optim.Muon`` iterates in half precision. A processor that cannot multiply such numbers takes
ten times as long over them and more: ``python -m benchmarks.precision`` says how much on this one.
Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
A, B, C = 3.4445, -4.7750, 2.0315
"""Of the polynomial that each iteration applies to the singular values; the source's own."""
ITERATIONS = 5
LEAST = 1e-7
"""What a norm counts as at least."""


class Muon(torch.optim.Optimizer):
    """Steps along the orthogonalised momentum of matrices (rows, columns), as Nesterov looks ahead.

    Raises: ValueError for a parameter that is no matrix.
    """

    def __init__(self, matrices: Iterable[nn.Parameter], lr: float) -> None:
        given = list(matrices)
        for each in given:
            if each.ndim != 2:
                raise ValueError(f"Muon steps matrices, not {tuple(each.shape)}")
        super().__init__(given, {"lr": lr})

    def step(self, closure: None = None) -> None:  # type: ignore[override]  # noqa: ARG002
        """Take one step along the gradients that are there; ``closure`` is torch's to ask for."""
        with torch.no_grad():
            for group in self.param_groups:
                for matrix in group["params"]:
                    if matrix.grad is not None:
                        self._move(matrix, matrix.grad, group["lr"])

    def _move(self, matrix: nn.Parameter, gradient: Tensor, rate: float) -> None:
        state = self.state[matrix]
        if not state:
            state["momentum_buffer"] = torch.zeros_like(matrix)
        momentum = state["momentum_buffer"].lerp_(gradient, 1 - MOMENTUM)
        ahead = torch.lerp(gradient, momentum, MOMENTUM)
        rows, columns = matrix.shape
        matrix.sub_(orthogonalised(ahead), alpha=rate * max(1, rows / columns) ** 0.5)


def orthogonalised(matrix: Tensor) -> Tensor:
    """Bring all singular values of (rows, columns) near one, and leave its singular vectors."""
    rows, columns = matrix.shape
    x = matrix.T if rows > columns else matrix
    x = x / x.norm().clamp(min=LEAST)
    for _ in range(ITERATIONS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=B, alpha=C), x, beta=A)
    return x.T if rows > columns else x
