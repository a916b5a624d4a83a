"""Names this process, as the run's row and the page know it."""

import os
import socket
from functools import cache

from billiard.process import current_process

QUEUE = os.environ.get("EXPLORER_QUEUE", "cpu")
DEVICE = os.environ.get("EXPLORER_DEVICE", "cpu")
TOGETHER = int(os.environ.get("EXPLORER_TOGETHER", "1" if DEVICE == "cpu" else "32"))
"""How many runs of one kind are computed as one batch, where their lab can."""


@cache
def worker() -> str:
    """Return a short name such as ``cpu-1``, for people."""
    return f"{QUEUE}-{getattr(current_process(), 'index', 0) + 1}"


@cache
def owner() -> str:
    """Return a name that no other process has, for the lease."""
    return f"{socket.gethostname()}:{os.getpid()}:{worker()}"
