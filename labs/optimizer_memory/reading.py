"""The bytes that the small model reads: the source of Python's own library, seen by everyone."""

import sysconfig
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MODULES = ("argparse.py", "ast.py", "calendar.py", "dataclasses.py", "fractions.py", "heapq.py",
           "statistics.py", "textwrap.py")  # fmt: skip
BATCH, SEQUENCE = 8, 64


@cache
def text() -> bytes:
    folder = Path(sysconfig.get_paths()["stdlib"])
    return b"\n".join((folder / name).read_bytes() for name in MODULES)


def batches(count: int, seed: int) -> NDArray[np.int64]:
    """Draw windows of bytes, (count, 8, 64)."""
    whole = np.frombuffer(text(), dtype=np.uint8)
    starts = np.random.default_rng(seed).integers(0, len(whole) - SEQUENCE, (count, BATCH))
    windows: NDArray[np.int64] = whole[starts[..., None] + np.arange(SEQUENCE)].astype(np.int64)
    return windows
