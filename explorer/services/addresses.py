"""Where the embedded servers of this data folder are to be found."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from urllib.parse import quote

from explorer.services.sockets import socket_folder

ROOT = Path(__file__).resolve().parents[2]
USER = DATABASE = "explorer"


def data_folder() -> Path:
    """Return where all state lives: EXPLORER_DATA, else ``var`` beside ``manage.py``."""
    return (ROOT / (os.environ.get("EXPLORER_DATA") or "var")).absolute()


def postgres_data(folder: Path) -> Path:
    return folder / "postgres"


def valkey_data(folder: Path) -> Path:
    return folder / "valkey"


def postgres_url(data: Path, database: str = DATABASE) -> str:
    return f"postgresql://{USER}@/{database}?host={quote(str(socket_folder(data)), safe='')}"


def valkey_url(data: Path) -> str:
    return f"redis+socket://{quote(str(valkey_socket(data)))}"


def valkey_socket(data: Path) -> Path:
    return socket_folder(data) / "valkey.sock"


def lend_addresses(environment: MutableMapping[str, str]) -> None:
    """Name the embedded servers wherever the environment names none of its own."""
    folder = data_folder()
    environment["EXPLORER_DATA"] = str(folder)
    embedded = {
        "DATABASE_URL": postgres_url(postgres_data(folder)),
        "BROKER_URL": valkey_url(valkey_data(folder)),
    }
    for name, url in embedded.items():
        if not environment.get(name):
            environment[name] = url
