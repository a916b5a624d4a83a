"""One training step of a model of any size, with tensors that have shapes and no content.

Run in a process of its own: ``python -m labs.optimizer_memory.simulating`` reads settings and
writes what it found, a JSON object a line. See ``sandbox``.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from labs.optimizer_memory.applying import Optimizer
from labs.optimizer_memory.llama import Llama, named_places
from labs.optimizer_memory.phases import Phases
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import Shape
from labs.optimizer_memory.tracker import Tracker

RATE = 1e-3
KIB_PER_MB = 1024


@dataclass(frozen=True, slots=True)
class Simulated:
    """A tracked step, and what it cost this machine."""

    tracker: Tracker
    cpu_seconds: float
    rss_mb: float


def simulate(setting: Setting, progress: Callable[[int], None] | None = None) -> Simulated:
    """Track a step of this setting in which nothing is allocated."""
    began = time.process_time()
    with FakeTensorMode():
        tracker = tracked_step(setting, progress)
    return Simulated(tracker, time.process_time() - began, _peak_rss_mb())


def tracked_step(setting: Setting, progress: Callable[[int], None] | None = None) -> Tracker:
    """Build the model, attach the optimizer, and follow one step of it."""
    phases = Phases()
    tracker = Tracker(phases, progress=progress)
    model = Llama(setting)
    tracker.watch_gradients(model)
    tracker.watch_places(named_places(model))
    optimizer = Optimizer(model, setting, RATE, phases)
    tokens = torch.zeros(setting.batch, setting.sequence, dtype=torch.long)
    with tracker:
        tracker.adopt(model.parameters(), "parameters")
        tracker.adopt(optimizer.states(), "states")
        optimizer.step(model(tokens))
    return tracker


def warm_up() -> None:
    """Let torch import what fake tensors need, so that it is not counted as the step's."""
    simulate(Setting(Shape("warm-up", 1, 8, 1, 1, 8, 8), "lomo", batch=1, sequence=4))


def _peak_rss_mb() -> float:
    """The most memory this process has held, in megabytes.

    Linux hands ``ru_maxrss`` on to a child, so that a large parent would be counted as its own.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MB
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / KIB_PER_MB
