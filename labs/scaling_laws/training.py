"""Trains one tiny model: AdamW on single-pass data, read out through an average of its weights.

A constant learning rate, with the average in place of a decay, makes every moment of one run a
model worth measuring.
Source: Loshchilov & Hutter 2019 (AdamW), Hägele et al. 2024 (constant rates and averages).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labs.scaling_laws.corpus import Tokens
from labs.scaling_laws.plans import CONTEXT, TOKENS_A_STEP
from labs.scaling_laws.transformer import differentiate, initial, mean_loss, unpacked

WINDOWS_A_STEP = TOKENS_A_STEP // CONTEXT
BETAS = (0.9, 0.98)
EPSILON = 1e-8
CLIP = 1.0
WARM_UP_STEPS = 50
AVERAGED = 0.15
"""The share of the steps so far that the average of the weights looks back on."""
MEASURED_AT_ONCE = 16


def rate(d: int, step: int) -> float:
    """Return the learning rate of a model of width ``d`` at a step, the first being one."""
    return float(0.010 * (32 / d) ** 0.8 * min(1, step / WARM_UP_STEPS))


@dataclass
class Training:
    """One model on its way. All that it is fits in four vectors (N,) and a number of steps."""

    d: int
    steps: int
    weights: Tensor
    average: Tensor
    momentum: Tensor
    spread: Tensor

    def __post_init__(self) -> None:
        self._gradient = torch.empty_like(self.weights)
        self._matrices = unpacked(self.weights, self.d)
        self._slopes = unpacked(self._gradient, self.d)

    @classmethod
    def begun(cls, d: int, seed: int) -> "Training":
        """Make a training that has learnt nothing."""
        weights = initial(d, seed)
        still = torch.zeros_like(weights)
        return cls(d, 0, weights, weights.clone(), still, still.clone())

    @classmethod
    def restored(cls, d: int, steps: int, arrays: Mapping[str, NDArray[Any]]) -> "Training":
        """Make the training whose ``arrays`` were kept after so many steps."""
        return cls(d, steps, *(torch.from_numpy(np.array(arrays[name])) for name in VECTORS))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the four vectors, to be kept."""
        return {name: getattr(self, name).numpy().copy() for name in VECTORS}

    @property
    def parameters(self) -> int:
        """Count every weight, those of the embedding and the head too."""
        return self.weights.numel()

    @torch.inference_mode()
    def step(self, windows: Tokens) -> None:
        """Learn from the next step's windows out of all, (windows, 65)."""
        first = WINDOWS_A_STEP * self.steps
        self.steps += 1
        batch = _tensor(windows[first : first + WINDOWS_A_STEP])
        differentiate(self._matrices, batch, self._slopes)
        self._update(self._gradient.mul_(CLIP / self._gradient.norm().clamp(min=CLIP)))

    def _update(self, gradient: Tensor) -> None:
        (beta1, beta2), t = BETAS, self.steps
        self.momentum.lerp_(gradient, 1 - beta1)
        self.spread.lerp_(gradient.square(), 1 - beta2)
        usual = (self.spread / (1 - beta2**t)).sqrt_().add_(EPSILON)
        self.weights.addcdiv_(self.momentum / (1 - beta1**t), usual, value=-rate(self.d, t))
        self.average.lerp_(self.weights, min(1.0, 1 / (AVERAGED * t)))

    @torch.inference_mode()
    def measure(self, windows: Tokens) -> float:
        """Return the averaged model's loss in nats a token over windows (windows, 65)."""
        average = unpacked(self.average, self.d)
        batches = torch.split(_tensor(windows), MEASURED_AT_ONCE)
        losses = [mean_loss(average, batch).item() * len(batch) for batch in batches]
        return sum(losses) / len(windows)


VECTORS = ("weights", "average", "momentum", "spread")


def _tensor(windows: Tokens) -> Tensor:
    return torch.from_numpy(windows.astype(np.int64))
