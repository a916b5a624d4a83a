"""Where a server's unix socket lives."""

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST_FOLDER_BYTES = 80
"""Linux allows 107 bytes for the path of a socket, of which the file's own name takes some."""


def socket_folder(folder: Path) -> Path:
    """Return ``folder`` itself, or a short private stand-in where its path is too long.

    Raises: PermissionError if somebody else owns the stand-in.
    """
    folder = folder.absolute()
    if len(os.fsencode(folder)) <= LONGEST_FOLDER_BYTES:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return _private(Path(_short_temporary()) / f"explorer-{os.geteuid()}-{digest}")


def _short_temporary() -> str:
    preferred = tempfile.gettempdir()
    return preferred if len(os.fsencode(preferred)) <= LONGEST_FOLDER_BYTES // 2 else "/tmp"  # noqa: S108


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner != os.geteuid():
        raise PermissionError(f"{folder} belongs to user {owner}; remove it and start again")
    return folder
