"""A real PostgreSQL of our own, on a unix socket in its data folder."""

import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from explorer.services.addresses import DATABASE, USER, postgres_url
from explorer.services.binaries import postgres_bin
from explorer.services.identity import give, identity_for
from explorer.services.server import Server, ServerFailedError
from explorer.services.sockets import socket_folder
from explorer.services.tether_command import tethered
from explorer.services.waiting import until

log = logging.getLogger(__name__)

RUNAWAY_SECONDS = 10

FAST: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}
"""Settings for tests: data need not outlive the machine, though it outlives any process."""


class Postgres(Server):
    """A PostgreSQL server whose whole life is ours.

    ``data`` is made where it is missing. ``settings`` are server settings, such as ``FAST``.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # a "fast" stop: sessions end, what was committed stays

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.settings = dict(settings or {})
        self.bin: Path | None = None

    @property
    def url(self) -> str:
        return postgres_url(self.folder)

    def prepare(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        version = self.folder / "PG_VERSION"
        self.bin = postgres_bin(version.read_text().strip() if version.exists() else None)
        self.identity = identity_for(self.folder, self.bin)
        if not version.exists():
            self._initialise(self.bin)
        give(self.folder, self.identity)
        self._clear_the_way()

    def command(self) -> list[str]:
        if self.bin is None:
            raise RuntimeError("call prepare() before command()")
        sockets = str(socket_folder(self.folder)).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{sockets}"',
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "log_line_prefix": "",
            "log_checkpoints": "off",
            **self.settings,
        }
        given = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self.bin / "postgres"), "-D", str(self.folder), *given]

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        return {**kept, "LC_ALL": "C"}

    def answers(self) -> bool:
        """Return whether it takes connections; make our database on the way."""
        try:
            with psycopg.connect(
                postgres_url(self.folder, "postgres"), autocommit=True
            ) as connection:
                query = "select from pg_database where datname = %s"
                if connection.execute(query, [DATABASE]).fetchone() is None:
                    connection.execute(
                        sql.SQL("create database {}").format(sql.Identifier(DATABASE))
                    )
        except psycopg.OperationalError:
            return False
        return True

    def restart(self, *, immediate: bool = False) -> None:
        """Stop and start again; ``immediate`` as after a crash, to be recovered from the log."""
        self._end(signal.SIGQUIT if immediate else self.stop_signal, 10)
        self.start()

    def _initialise(self, binaries: Path) -> None:
        """Make the data folder beside its place and move it, so that half of one never counts."""
        new = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        give(new, self.identity)
        command = [str(binaries / "initdb"), "-N", "-D", str(new), "-U", USER]
        command += ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-instructions"]
        made = subprocess.run(
            tethered(command, identity=self.identity, folder=new),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise ServerFailedError(
                f"initdb in {new} failed: {(made.stderr or made.stdout).strip()}"
            )
        new.rename(self.folder)

    def _clear_the_way(self) -> None:
        """Wait for a server that is still stopping; forget the pid of one that died.

        Postgres itself trusts its pid file, and does not start where a stranger reuses the number.
        """
        if not Path("/proc/self/cwd").exists():
            return
        if not until(lambda: not self._occupants(), RUNAWAY_SECONDS):
            raise ServerFailedError(
                f"process {self._occupants()[0]} still serves {self.folder}; stop it first"
            )
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _occupants(self) -> list[int]:
        """Return the processes that work in the data folder, as every Postgres process does."""
        return [int(each.name) for each in Path("/proc").glob("[0-9]*") if self._works_here(each)]

    def _works_here(self, process: Path) -> bool:
        try:
            return (process / "cwd").readlink() == self.folder
        except OSError:
            return False

    def kill(self) -> None:
        """Kill the postmaster with -9, and wait until its children have noticed."""
        super().kill()
        until(lambda: not self._occupants(), RUNAWAY_SECONDS, every=0.01)
