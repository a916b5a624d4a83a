"""``manage.py up``: the whole explorer from one command."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from explorer.services.addresses import (
    data_folder,
    lend_addresses,
    postgres_data,
    valkey_data,
)
from explorer.services.console import Console
from explorer.services.keeper import kept
from explorer.services.lock import AlreadyRunningError, hold
from explorer.services.ports import HOST, free_port, parsed_port
from explorer.services.postgres import Postgres
from explorer.services.server import Server
from explorer.services.supervisor import Supervisor
from explorer.services.table import Table, explorer_table
from explorer.services.valkey import Valkey


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Run the whole explorer.")
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"), help="default: 8000")
    try:
        wanted = parsed_port(parser.parse_args(words).port)
    except ValueError as error:
        parser.error(str(error))
    port = free_port(wanted)
    return up(data_folder(), explorer_table(port), wanted, port)


def up(folder: Path, table: Table, wanted_port: int, port: int) -> int:
    """Run until asked to stop. Return the exit status."""
    try:
        held = hold(folder, f"http://{HOST}:{port}/ (process {os.getpid()})")
    except AlreadyRunningError as error:
        Console([]).say(str(error))
        return 0
    except OSError as error:
        sys.exit(f"cannot write to {folder}: {error.strerror}; set EXPLORER_DATA to another folder")
    with held:
        return kept(lambda: _supervise(folder, table, wanted_port, port))


def _supervise(folder: Path, table: Table, wanted_port: int, port: int) -> int:
    servers = embedded_servers(folder)
    names = [each.name for each in servers]
    names += [each.name for each in (*table.steps, *table.processes, *table.afterwards)]
    console = Console(names)
    if port != wanted_port:
        console.say(f"port {wanted_port} is taken, so the site is on port {port}")
    lend_addresses(os.environ)
    environment = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    return asyncio.run(Supervisor(table, servers, environment, console, port).run())


def embedded_servers(folder: Path) -> list[Server]:
    """Return the servers that no variable replaces."""
    servers: list[Server] = []
    if not os.environ.get("DATABASE_URL"):
        servers.append(Postgres(postgres_data(folder)))
    if not os.environ.get("BROKER_URL"):
        servers.append(Valkey(valkey_data(folder)))
    return servers
