"""Build the command line that ties a command's life to this process."""

import os
import signal
import sys
from pathlib import Path

from explorer.services import tether

SELF = "self"


def tethered(
    command: list[str],
    *,
    death_signal: signal.Signals = signal.SIGTERM,
    identity: str = SELF,
    folder: Path | None = None,
) -> list[str]:
    """Return ``command`` so that it gets ``death_signal`` when the thread that starts it ends.

    Start it from the main thread: the kernel watches the thread, not the process.
    """
    script = [sys.executable, "-I", "-S", tether.__file__]
    return [
        *script,
        str(os.getpid()),
        str(int(death_signal)),
        identity,
        str(folder or "."),
        *command,
    ]
