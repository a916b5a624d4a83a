"""Wait for something to become true, with a deadline."""

import time
from collections.abc import Callable


def until(true: Callable[[], bool], seconds: float, every: float = 0.02) -> bool:
    """Ask again and again until ``true()`` holds. Return whether it did within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
