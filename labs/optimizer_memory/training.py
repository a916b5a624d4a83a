"""Trains one small model for several optimizers at once, from the same initial weights."""

import time
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from labs.optimizer_memory.applying import Optimizer
from labs.optimizer_memory.llama import Llama, initialise
from labs.optimizer_memory.phases import Phases
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.tracker import CUDA_BLOCK, Tracker
from labs.optimizer_memory.witness import DeviceMemory

ADAPTIVE_SHARE = 0.01
"""Adaptive optimizers step by about the rate itself, whatever the gradient's size."""


class Trainer:
    """One model, its optimizer, and a tracker that follows every step of theirs."""

    def __init__(self, setting: Setting, rate: float, seed: int, device: str) -> None:
        self.setting, self.device = setting, device
        self.phases = Phases()
        with torch.device(device):
            self.model = Llama(setting)
        initialise(self.model, seed)
        block = CUDA_BLOCK if device.startswith("cuda") else 1
        self.tracker = Tracker(self.phases, block, samples=False)
        self.tracker.watch_gradients(self.model)
        self.optimizer = Optimizer(self.model, setting, _rate(setting, rate), self.phases)
        self.memory = DeviceMemory(device)
        self.seconds = 0.0
        self.unmoved = 0.0

    def step(self, tokens: Tensor) -> float:
        """Train on tokens (b, s) and return the loss before the step."""
        before = [each.detach().clone() for each in self.optimizer.trained]
        self.memory.begin()
        began = time.perf_counter()
        loss = self._tracked(tokens)
        self.seconds = time.perf_counter() - began
        self.memory.end()
        self.unmoved = self._unmoved_since(before)
        return loss

    def _tracked(self, tokens: Tensor) -> float:
        self.tracker.forget()
        with self.tracker, self.phases.during("forward"):
            self.tracker.adopt(self.model.parameters(), "parameters")
            self.tracker.adopt(self.optimizer.states(), "states")
            loss = self.model(tokens)
            self.optimizer.step(loss)
        return float(loss.detach())

    def _unmoved_since(self, before: Sequence[Tensor]) -> float:
        now = self.optimizer.trained
        same = sum(int((a == b).sum()) for a, b in zip(before, now, strict=True))
        return same / sum(each.numel() for each in now)


def trainers(settings: Sequence[Setting], rate: float, seed: int, device: str) -> Iterator[Trainer]:
    for setting in settings:
        yield Trainer(setting, rate, seed, device)


def difference(one: Trainer, other: Trainer) -> float:
    """Return how far the two models' weights lie apart at most."""
    pairs = zip(_weights(one), _weights(other), strict=True)
    return max(float((a.double() - b.double()).abs().max()) for a, b in pairs)


def _weights(trainer: Trainer) -> list[Tensor]:
    named = dict(trainer.model.named_parameters())
    return [
        named[name].detach()
        for name in sorted(named)
        if "narrow" not in name and "wide" not in name
    ]


def _rate(setting: Setting, rate: float) -> float:
    plain = setting.method.rule in {"sgd", "momentum"}
    return rate if plain else rate * ADAPTIVE_SHARE
