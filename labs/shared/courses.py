"""Trainings that a lab offers by name, for ``manage.py train``: resumable, with one line a minute.

Not for cards and previews: it imports torch.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file, save_file
from torch import Tensor

from labs.shared.training import Training, device
from labs.shared.weights import ship

LOG_SECONDS = 60
MEASURED_EVERY = 10
"""Minutes."""

Figures = dict[str, float]


@dataclass(frozen=True)
class Course:
    """One network's training: how it begins, what it is held against, where its weights go."""

    begin: Callable[[int, int, str], Training]
    """Makes the training of a seed, a number of steps and a device."""
    steps: int
    measure: Callable[[Training], Figures]
    weights: Path
    tensors: Callable[[Training], Mapping[str, Tensor]]
    """What ships."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the card says besides: the script, the batch."""


def followed(course: Course, seed: int, steps: int, state: Path, hardware: str) -> Iterator[str]:
    """Train to the end, going on from ``state`` if it is there, and ship; yield lines to log.

    A step's time is not bounded by a clock: only the lines and the checkpoints are.
    """
    training = course.begin(seed, steps, device())
    story = _resumed(training, state)
    yield f"step {training.step} of {steps} on {device()}"
    began, spoken, heard = time.process_time() - story["cpu_seconds"], time.monotonic(), Heard()
    for loss in training.losses():
        heard.add(loss)
        if time.monotonic() - spoken < LOG_SECONDS and training.step < steps:
            continue
        spoken = time.monotonic()
        story["cpu_seconds"] = round(time.process_time() - began, 1)
        story["curve"].append([training.step, round(heard.mean(), 5)])
        figures = _measured(course, training, story)
        _keep(training, state, story)
        yield f"step {training.step} of {steps}, loss {story['curve'][-1][1]}{figures}"
    measured = course.measure(training)
    ship(
        course.weights,
        course.tensors(training),
        {**course.facts, "steps": steps, "seed": seed, "hardware": hardware, **story}
        | {"figures": measured},
    )
    yield f"wrote {course.weights.name}: {json.dumps(measured)}"


class Heard:
    """The mean of the losses since it was last asked for."""

    def __init__(self) -> None:
        self._losses: list[float] = []

    def add(self, loss: float) -> None:
        self._losses.append(loss)

    def mean(self) -> float:
        mean = sum(self._losses) / len(self._losses)
        self._losses.clear()
        return mean


def _measured(course: Course, training: Training, story: dict[str, Any]) -> str:
    if len(story["curve"]) % MEASURED_EVERY:
        return ""
    figures = course.measure(training)
    story["measured"].append([training.step, figures])
    return ", " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items())


def _resumed(training: Training, state: Path) -> dict[str, Any]:
    facts = state.with_suffix(".json")
    if not (state.exists() and facts.exists()):
        return {"cpu_seconds": 0.0, "curve": [], "measured": []}
    story: dict[str, Any] = json.loads(facts.read_text())
    training.restore(load_file(state), story["curve"][-1][0])
    return story


def _keep(training: Training, state: Path, story: dict[str, Any]) -> None:
    """Write arrays, then facts, each whole or not at all."""
    state.parent.mkdir(parents=True, exist_ok=True)
    arrays, facts = state.with_suffix(".new"), state.with_suffix(".json.new")
    save_file(training.arrays(), arrays)
    facts.write_text(json.dumps(story))
    arrays.replace(state)
    facts.replace(state.with_suffix(".json"))
