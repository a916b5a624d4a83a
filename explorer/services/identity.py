"""Who Postgres runs as. It refuses to run as root, so root lends it another identity."""

import logging
import os
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path

from explorer.services.tether_command import SELF, tethered

log = logging.getLogger(__name__)


def identity_for(data: Path, binaries: Path) -> str:
    """Return the identity, in the words of ``tether.py``, for the Postgres that owns ``data``.

    Raises: PermissionError, LookupError.
    """
    if os.geteuid() != 0 and _is_known(os.geteuid()):
        return SELF
    if os.geteuid() == 0 and data.exists() and data.stat().st_uid != 0:
        return _user(data.stat().st_uid, data.stat().st_gid)
    for candidate in _candidates():
        if _works(candidate, data, binaries):
            return candidate
    raise PermissionError(
        f"no user but root can run {binaries} in {data.parent}, and Postgres refuses root; "
        "start again as an ordinary user, or set DATABASE_URL"
    )


def give(folder: Path, identity: str) -> None:
    """Let ``identity`` own ``folder`` and all in it, where it is another user on disk too."""
    kind, *ids = identity.split(":")
    if kind != "user" or folder.stat().st_uid == int(ids[0]):
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, int(ids[0]), int(ids[1]), follow_symlinks=False)


def _candidates() -> Iterator[str]:
    stand_in = _stand_in()
    yield f"namespace:{stand_in.pw_uid}:{stand_in.pw_gid}"
    if os.geteuid() == 0:
        log.warning(
            "user namespaces are refused here, so Postgres runs as %r, who owns its data folder",
            stand_in.pw_name,
        )
        yield _user(stand_in.pw_uid, stand_in.pw_gid)


def _stand_in() -> pwd.struct_passwd:
    """Return a user that is not root and has a name, which initdb asks for."""
    by_name = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    for name in ("postgres", "nobody", *by_name):
        if name in by_name:
            return by_name[name]
    raise LookupError("this system knows no user but root; add one, or set DATABASE_URL")


def _works(identity: str, data: Path, binaries: Path) -> bool:
    """Ask initdb to find itself and its files, which ``--version`` would not."""
    command = [str(binaries / "initdb"), "--show", "-D", str(data)]
    probe = tethered(command, identity=identity, folder=data.parent)
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _user(uid: int, gid: int) -> str:
    return f"user:{uid}:{gid}"


def _is_known(uid: int) -> bool:
    return any(user.pw_uid == uid for user in pwd.getpwall())
