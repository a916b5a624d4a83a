"""Records the sweep that ships with the lab, with the code that the live one runs.

Run: OMP_NUM_THREADS=1 python -m labs.scaling_laws.record
"""

import argparse
import csv
import json
import os
import platform
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple
from datetime import UTC, datetime
from itertools import product, repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch

from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.plans import RECORDED, Plan
from labs.scaling_laws.recorded import FACTS, POINTS
from labs.scaling_laws.sweep import Point, sweep

COLUMNS = ("seed", "width", "N", "D", "loss")


def record(plan: Plan, seeds: Sequence[int], points: Path, facts: Path) -> None:
    """Train the plan once for each seed, a model on each core; write points as they come."""
    models = list(product(seeds, plan.widths))
    cpu_seconds = 0.0
    with (
        points.open("w", newline="", encoding="utf-8") as file,
        ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        trained = pool.map(measured, *zip(*models, strict=True), repeat(plan.marks))
        for (seed, _), (measurements, seconds) in zip(models, trained, strict=True):
            writer.writerows((seed, *astuple(point)) for point in measurements)
            file.flush()
            cpu_seconds += seconds
    told = facts_of(plan, seeds, round(cpu_seconds))
    facts.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def measured(seed: int, width: int, marks: tuple[int, ...]) -> tuple[list[Point], float]:
    """Train one model; return its points and how many CPU-seconds it took."""
    began = time.process_time()
    return list(sweep(Plan((width,), marks), seed)), time.process_time() - began


def facts_of(plan: Plan, seeds: Sequence[int], cpu_seconds: int) -> dict[str, Any]:
    corpus = standard_library()
    return {
        "recorded_on": datetime.now(UTC).date().isoformat(),
        "seeds": list(seeds),
        "models": len(plan.widths) * len(seeds),
        "points": plan.points * len(seeds),
        "steps": plan.steps * len(seeds),
        "cpu_seconds": cpu_seconds,
        "hardware": f"a core of {_processor()} for each model, no GPU",
        "python": corpus.python,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "corpus_bytes": corpus.size,
        "corpus_sha256": corpus.sha256,
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()} ({os.cpu_count()} in the machine)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--points", type=Path, default=POINTS)
    parser.add_argument("--facts", type=Path, default=FACTS)
    given = parser.parse_args()
    record(RECORDED, given.seeds, given.points, given.facts)


if __name__ == "__main__":
    main()
