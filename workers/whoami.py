"""Names this process, as the run's row and the page know it."""

import os
import socket
from functools import cache

from billiard.process import current_process

QUEUE = os.environ.get("EXPLORER_QUEUE", "cpu")
DEVICE = os.environ.get("EXPLORER_DEVICE", "cpu")


@cache
def worker() -> str:
    """Return a short name such as ``cpu-1``, for people."""
    return f"{QUEUE}-{getattr(current_process(), 'index', 0) + 1}"


@cache
def owner() -> str:
    """Return a name that no other process has, for the lease."""
    return f"{socket.gethostname()}:{os.getpid()}:{worker()}"
