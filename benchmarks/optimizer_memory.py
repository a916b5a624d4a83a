"""Times simulated steps, and holds the tracker against torch's own MemTracker and the system.

Run: OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.optimizer_memory [--stock]
"""

import argparse
import gc
import time
from dataclasses import replace

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.distributed._tools.mem_tracker import MemTracker

from labs.optimizer_memory.applying import Optimizer
from labs.optimizer_memory.budget import simulation_seconds
from labs.optimizer_memory.categories import GIB
from labs.optimizer_memory.llama import Llama, initialise, named_places
from labs.optimizer_memory.methods import METHODS
from labs.optimizer_memory.paper import reference
from labs.optimizer_memory.phases import Phases
from labs.optimizer_memory.resident import resident_mb, return_freed_memory
from labs.optimizer_memory.setting import Setting
from labs.optimizer_memory.shapes import SHAPES, Shape
from labs.optimizer_memory.simulating import RATE, simulate, warm_up
from labs.optimizer_memory.tracker import Tracker

MODELS = ("llama-7b", "llama-13b", "llama-30b", "llama-65b")
MEDIUM = Shape("40 M", 8, 512, 8, 8, 1376, 8192)
MB = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stock", action="store_true", help="also time torch's MemTracker on 7B")
    given = parser.parse_args()
    warm_up()
    for model in MODELS:
        report(replace(reference("lomo"), shape=SHAPES[model]))
    for optimizer in METHODS:
        report(reference(optimizer))
    against_the_system()
    if given.stock:
        against_the_stock()


def report(setting: Setting) -> None:
    found = simulate(setting)
    print(
        f"{setting.shape.name:10} {setting.title:24} {found.cpu_seconds:5.1f} CPU-s "
        f"(estimated {simulation_seconds(setting):4.1f})  {found.rss_mb:4.0f} MB  "
        f"{found.tracker.ops:6,} ops  peak {found.tracker.peak / GIB:7.2f} GiB"
    )


def against_the_system() -> None:
    """Hold tracked bytes against the growth of the resident set, at 40 M parameters."""
    return_freed_memory()
    for optimizer in ("sgd", "adamw"):
        setting = Setting(MEDIUM, optimizer, 2, 128, "full", checkpointing=False)
        gc.collect()
        before, phases = resident_mb(), Phases()
        model = Llama(setting)
        initialise(model, 0)
        tracker = Tracker(phases, samples=False)
        tracker.watch_places(named_places(model))
        trained = Optimizer(model, setting, RATE, phases)
        with tracker:
            tracker.adopt(model.parameters(), "parameters")
            tracker.adopt(trained.states(), "states")
            trained.step(model(torch.zeros(2, 128, dtype=torch.long)))
        held, grown = sum(tracker.held) / MB, resident_mb() - before
        print(f"{optimizer}: {held:.0f} MiB tracked after a step, {grown:.0f} MiB resident")
        del model, trained, tracker


def against_the_stock() -> None:
    """Time torch's own tracker on the same step."""
    setting = reference("lomo")
    began = time.process_time()
    with FakeTensorMode():
        phases = Phases()
        model = Llama(setting)
        stock = MemTracker()
        stock.track_external(model)
        optimizer = Optimizer(model, setting, RATE, phases)
        with stock:
            optimizer.step(model(torch.zeros(8, 512, dtype=torch.long)))
    spent = time.process_time() - began
    snapshot = stock.get_tracker_snapshot("peak")[torch.device("cpu")]
    print(f"torch's MemTracker: {spent:.1f} CPU-s, {snapshot}")


if __name__ == "__main__":
    main()
