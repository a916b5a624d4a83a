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


def kept(work: Callable[[], int]) -> int:
    """Run ``work`` in a child of its own and return its exit status.

    Every orphan below comes to us, since we are its nearest reaper. Once the child is gone, killed
    or not, orphans get ``FAREWELL_SECONDS`` to follow the signal of their tether; then they are
    killed. Should we be the one that is killed, the child gets SIGTERM and stops in order.
    """
    if sys.platform == "linux":
        check(libc.prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0), "a subreaper")
    keeper = os.getpid()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)  # a terminal's Ctrl-C comes once, through the keeper
        tie(keeper, signal.SIGTERM)
        sys.exit(work())
    for number in PASSED_ON:
        signal.signal(number, lambda received, _: _send(child, received))
    status = _status_of(child)
    _end_orphans()
    return status


def _status_of(child: int) -> int:
    """Wait for the child, burying orphans on the way."""
    while True:
        pid, status = os.wait()
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _end_orphans() -> None:
    if until(_childless, FAREWELL_SECONDS):
        return
    until(_killed_all, FAREWELL_SECONDS)


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
