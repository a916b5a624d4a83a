"""Records the sweep that ships with the lab, with the code that the live one runs.

Run: nice -n 15 python -m labs.scaling_laws.record
"""

import argparse
import csv
import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch

from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.plans import RECORDED, Plan
from labs.scaling_laws.recorded import FACTS, POINTS
from labs.scaling_laws.sweep import sweep

COLUMNS = ("seed", "width", "N", "D", "loss")


def record(plan: Plan, seeds: Sequence[int], points: Path, facts: Path) -> None:
    """Train the plan once for each seed; write its points as they come, and then its facts."""
    with points.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for seed in seeds:
            for point in sweep(plan, seed):
                writer.writerow((seed, *astuple(point)))
                file.flush()
    facts.write_text(json.dumps(facts_of(plan, seeds), indent=2) + "\n", encoding="utf-8")


def facts_of(plan: Plan, seeds: Sequence[int]) -> dict[str, Any]:
    corpus = standard_library()
    return {
        "recorded_on": datetime.now(UTC).date().isoformat(),
        "seeds": list(seeds),
        "models": len(plan.widths) * len(seeds),
        "points": plan.points * len(seeds),
        "steps": plan.steps * len(seeds),
        "cpu_seconds": round(time.process_time()),
        "hardware": f"one core of {_processor()}, no GPU",
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
