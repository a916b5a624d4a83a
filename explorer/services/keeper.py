"""Keep a process company, and end whatever it leaves behind when it ends, however it ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from explorer.services.tether import check, libc, tie
from explorer.services.waiting import until

PR_SET_CHILD_SUBREAPER = 36
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
FAREWELL_SECONDS = 4.0
KILLED_WITHIN_SECONDS = 2.0


def kept(work: Callable[[], int]) -> int:
    """Run ``work`` in a child of its own and return its exit status.

    Every orphan below comes to us, since we are its nearest reaper. Once the child is gone, killed
    or not, what it left is killed; where it was killed itself, and so could not ask anybody to
    stop, ``FAREWELL_SECONDS`` after the signal of their tethers. Should we be the one that is
    killed, the child gets SIGTERM and must end them itself.
    """
    adopt_orphans()
    keeper = os.getpid()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)  # a terminal's Ctrl-C comes once, through the keeper
        tie(keeper, signal.SIGTERM)
        sys.exit(work())
    for number in PASSED_ON:
        signal.signal(number, lambda received, _: _send(child, received))
    status = _status_of(child)
    end_orphans(FAREWELL_SECONDS if status < 0 else 0)
    return status if status >= 0 else 128 - status


def adopt_orphans() -> None:
    """Become the nearest reaper of every process below us."""
    if sys.platform == "linux":
        check(libc.prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0), "a subreaper")


def end_orphans(grace_seconds: float) -> None:
    """Give our children some time to end, then kill them, and theirs as they come to us."""
    if not until(_childless, grace_seconds):
        until(_killed_all, KILLED_WITHIN_SECONDS)


def _status_of(child: int) -> int:
    """Wait for the child, burying orphans on the way."""
    while True:
        pid, status = os.wait()
        if pid == child:
            return os.waitstatus_to_exitcode(status)


def _killed_all() -> bool:
    for pid in _children():
        _send(pid, signal.SIGKILL)
    return _childless()


def _childless() -> bool:
    """Bury the dead, and return whether nobody is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def _children() -> list[int]:
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
