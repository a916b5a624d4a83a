"""What a process really holds, as the system counts it."""

import ctypes
import os
from pathlib import Path

MMAP_THRESHOLD = -3
"""glibc's M_MMAP_THRESHOLD."""
SMALLEST_MAPPED = 64 * 1024
STATM = Path("/proc/self/statm")
MB = 2**20


def resident_mb() -> float:
    """Return the resident set in MiB; 0 where the system does not tell."""
    if not STATM.exists():
        return 0.0
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def return_freed_memory() -> bool:
    """Ask glibc to hand freed tensors back to the system at once. Say whether it will."""
    try:
        return bool(ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, SMALLEST_MAPPED))
    except (OSError, AttributeError):
        return False
