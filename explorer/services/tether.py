"""Run a command that dies with its parent and, where asked, under another identity.

    python tether.py PARENT_PID SIGNAL IDENTITY FOLDER COMMAND...

IDENTITY is ``self``, ``namespace:UID:GID`` (a user namespace that holds this one user, seen from
within as UID) or ``user:UID:GID``. It runs as a script of its own, with the standard library only,
because the same steps between fork and exec of a threaded process may hang it.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CLONE_NEWUSER = 0x10000000
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, doing: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{doing}: {os.strerror(number)}")


def tie(parent: int, death_signal: int) -> None:
    """Have the kernel send us ``death_signal`` when ``parent`` dies, however it dies."""
    if sys.platform != "linux":
        return
    check(libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0), "PR_SET_PDEATHSIG")
    if os.getppid() != parent:
        raise OSError(f"process {parent} died before its child could start")


def enter_namespace(uid: int, gid: int) -> None:
    """Become ``uid`` within, and stay who we are for every file without."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    check(libc.unshare(CLONE_NEWUSER), "a user namespace")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1")


def drop_to(uid: int, gid: int) -> None:
    """Become another user for good, still able to pass the closed folders of this one.

    Without NO_SETUID_FIXUP, ``access(2)`` would ignore the capability, which Postgres trusts to
    find itself. Where the kernel refuses that, we go on without, and open folders still work.
    """
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    libc.prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP, 0, 0, 0)
    os.setresuid(uid, uid, uid)
    keep_only(CAP_DAC_OVERRIDE)


def keep_only(capability: int) -> None:
    """Keep one capability of ours across exec, where the kernel lets us."""
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if libc.capset(header, effective_permitted_inheritable) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def assume(identity: str) -> None:
    kind, *ids = identity.split(":")
    match kind:
        case "namespace":
            enter_namespace(int(ids[0]), int(ids[1]))
        case "user":
            drop_to(int(ids[0]), int(ids[1]))


def main(arguments: list[str]) -> None:
    parent, death_signal, identity, folder, *command = arguments
    assume(identity)
    tie(int(parent), int(death_signal))  # last: a change of user clears it
    os.chdir(folder)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.exit(f"cannot start {sys.argv[5]}: {error}")
