"""When updates happen: after the backward pass, or within it as each gradient is complete.

Source: Lv et al. 2023, "Full Parameter Fine-tuning for Large Language Models with Limited
Resources", algorithm 1 for the fused update and section 3.3 for the two passes of the norm.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from labs.optimizer_memory.eras import FULL
from labs.optimizer_memory.phases import Phases
from labs.optimizer_memory.rules import RULES, State
from labs.optimizer_memory.setting import Setting

CLIP_NORM = 1.0
CLIP_VALUE = 1.0
TINY = 1e-6


class Optimizer:
    """Trains a model's parameters by the setting's method: its rule, its moment, its memory."""

    def __init__(self, model: nn.Module, setting: Setting, rate: float, phases: Phases) -> None:
        self.setting, self.rate, self.phases = setting, rate, phases
        self.rule = RULES[setting.method.rule]()
        self.trained = [each for each in model.parameters() if each.requires_grad]
        self.memory: dict[Tensor, State] = {each: self._begun(each) for each in self.trained}
        self.scale: Tensor | None = None
        self._squares: list[Tensor] = []
        self._measuring = False
        if setting.fused:
            for weights in self.trained:
                weights.register_post_accumulate_grad_hook(self._arrived)  # type: ignore[no-untyped-call]

    def states(self) -> Iterator[Tensor]:
        """Yield every tensor that is remembered from step to step."""
        for state in self.memory.values():
            yield from state.values()

    def step(self, loss: Tensor) -> None:
        """Go backward from the loss and update every parameter."""
        with self.phases.during("backward"):
            if self.setting.method.clip == "norm":
                self._measure_norm(loss)
            torch.autograd.backward(loss)
        if not self.setting.fused:
            self._update_all()

    @torch.no_grad()
    def _begun(self, weights: Tensor) -> State:
        moments = torch.bfloat16 if self.setting.moment_bytes == 2 else FULL
        state = self.rule.begin(weights, moments)
        if self.setting.has_master:
            state["master"] = weights.detach().to(FULL, copy=True)
        return state

    def _measure_norm(self, loss: Tensor) -> None:
        """The first of two passes only adds up the gradients' squares."""
        self._measuring, self._squares = True, []
        torch.autograd.backward(loss, retain_graph=True)
        self._measuring = False
        norm = torch.stack(self._squares).sum().sqrt()
        self.scale = (CLIP_NORM / (norm + TINY)).clamp(max=1.0)

    def _update_all(self) -> None:
        with self.phases.during("update"):
            for weights in self.trained:
                self._update(weights)
            for weights in self.trained:
                weights.grad = None

    def _arrived(self, weights: Tensor) -> None:
        with self.phases.during("update"):
            if self._measuring:
                self._measure(weights)
            else:
                self._update(weights)
            weights.grad = None

    @torch.no_grad()
    def _measure(self, weights: Tensor) -> None:
        assert weights.grad is not None, "a gradient has just arrived"
        self._squares.append(torch.linalg.vector_norm(weights.grad, dtype=FULL).square())

    @torch.no_grad()
    def _update(self, weights: Tensor) -> None:
        assert weights.grad is not None, "a backward pass reaches every trained parameter"
        gradient, state = self._clipped(weights.grad.to(FULL)), self.memory[weights]
        exact = state.get("master", weights.detach()).to(FULL)
        self.rule.update(exact, gradient, state, self.rate)
        if weights.dtype != FULL:
            weights.copy_(exact)

    def _clipped(self, gradient: Tensor) -> Tensor:
        if self.setting.method.clip == "value":
            return gradient.clamp(-CLIP_VALUE, CLIP_VALUE)
        if self.setting.method.clip == "norm" and self.scale is not None:
            return gradient * self.scale
        return gradient
