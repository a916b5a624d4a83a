"""The key that signs cookies: made once, and kept where only the site's own user reads it."""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path


def kept_in(folder: Path) -> str:
    """Return the key kept in a folder, made there first if need be. Exits where it cannot."""
    kept = folder / "secret_key"
    try:
        if not kept.exists():
            _make(kept)
        return kept.read_text()
    except OSError as error:
        sys.exit(f"cannot keep {kept}: {error.strerror}; set EXPLORER_DATA to another folder")


def _make(kept: Path) -> None:
    """Write a key whole: processes that start side by side must read the same one."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = kept.with_name(f"{kept.name}.{os.getpid()}")
    made.touch(mode=0o600)
    made.write_text(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        kept.hardlink_to(made)
    made.unlink()
