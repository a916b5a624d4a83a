"""Runs a simulation in a process of its own, bounded in memory and in CPU time."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

from labs.optimizer_memory.budget import MEMORY_GIB, MOST_SECONDS, refusal
from labs.optimizer_memory.categories import GIB
from labs.optimizer_memory.setting import Setting, to_json

MODULE = "labs.optimizer_memory.simulation"
ROOT = Path(__file__).resolve().parents[2]
SLOWER = 4
"""How many times slower than the estimate's a machine may be."""


def simulated(setting: Setting) -> Generator[int, None, dict[str, Any]]:
    """Yield how many ops were followed so far; return what the process found.

    Raises: ValueError for a setting beyond the budget, MemoryError, TimeoutError.
    """
    if said := refusal(setting):
        raise ValueError(said)
    with _started() as process:
        try:
            return (yield from _heard(process, setting))
        finally:
            process.kill()


def _started() -> subprocess.Popen[str]:
    limits = (round(MEMORY_GIB * GIB), MOST_SECONDS * SLOWER)
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", MODULE, *map(str, limits)],
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _heard(
    process: subprocess.Popen[str], setting: Setting
) -> Generator[int, None, dict[str, Any]]:
    assert process.stdin, "it is a pipe"
    assert process.stdout, "it is a pipe"
    assert process.stderr, "it is a pipe"
    process.stdin.write(json.dumps(to_json(setting)) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        told: dict[str, Any] = json.loads(line)
        if "simulated" in told:
            return told
        yield told["ops"]
    raise _ended(process.wait(), process.stderr.read(), setting)


def _ended(status: int, complaint: str, setting: Setting) -> Exception:
    last = complaint.strip().splitlines()[-1] if complaint.strip() else f"status {status}"
    if "MemoryError" in last or "can't allocate memory" in complaint:
        return MemoryError(
            f"following {setting.shape.layers} layers took more than {MEMORY_GIB:g} GiB"
        )
    if status < 0:
        return TimeoutError(
            f"the simulation was ended by signal {-status}; it may take "
            f"{MOST_SECONDS * SLOWER} CPU-seconds"
        )
    return RuntimeError(f"the simulation stopped with {last}")
