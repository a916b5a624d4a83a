"""One supervisor a data folder."""

import fcntl
from pathlib import Path
from typing import IO


class AlreadyRunningError(RuntimeError):
    """Another supervisor holds the data folder; the message says where."""


def hold(folder: Path, holder: str) -> IO[str]:
    """Hold ``folder`` until the returned file is closed or we die; ``holder`` says who we are.

    Raises: AlreadyRunningError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "up.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise AlreadyRunningError(f"the explorer is already running: {lock.read()}") from None
    lock.truncate(0)
    lock.write(holder)
    lock.flush()
    return lock
