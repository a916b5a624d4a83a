"""The whole site as real processes, to be killed, frozen, wiped and restarted."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from socket import create_server
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import UUID

import psutil
import psycopg
from psycopg.rows import namedtuple_row

from explorer.services.postgres import FAST, Postgres
from explorer.services.valkey import Valkey
from explorer.services.waiting import until

ROOT = Path(__file__).resolve().parents[2]
TOY_LABS = str(ROOT / "tests" / "toylabs")
PATIENCE_SECONDS = 120
NEWEST = """
SELECT lab_slug, state, attempt, last_seq, error FROM runs_run ORDER BY created_at DESC LIMIT 5
"""
LINES = 40
"""Of each log, shown where a test fails."""


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _with_toy_labs(path: str) -> str:
    known = path.split(os.pathsep) if path else []
    return os.pathsep.join(known if TOY_LABS in known else [TOY_LABS, *known])


def wait_until(true: Any, what: str) -> None:
    assert until(true, PATIENCE_SECONDS), f"waited {PATIENCE_SECONDS} s in vain until {what}"


@dataclass
class Child:
    """One process of the site, with whatever it spawned."""

    command: list[str]
    env: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.env, cwd=ROOT, stdout=log, stderr=log, process_group=0
            )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_all(self, what: signal.Signals) -> None:
        """Signal the process and all its descendants."""
        assert self.process
        parent = psutil.Process(self.process.pid)
        for each in (*parent.children(recursive=True), parent):
            each.send_signal(what)

    def kill(self) -> None:
        if self.running:
            self.signal_all(signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self) -> None:
        """Ask it to leave, as a deploy does, and wait for it."""
        assert self.process
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)


@dataclass
class Browser:
    """Someone's HTTP client, with a cookie jar of their own."""

    base: str
    jar: CookieJar = field(default_factory=CookieJar)

    def open(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        opener = build_opener(HTTPCookieProcessor(self.jar))
        body = urlencode(data).encode() if data is not None else None
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if data is not None:
            given["X-CSRFToken"] = self._token()
        return opener.open(Request(self.base + path, body, given), timeout=PATIENCE_SECONDS)

    def _token(self) -> str:
        tokens = [cookie.value for cookie in self.jar if cookie.name == "csrftoken"]
        if not tokens:
            self.open("/labs/clockwork").read()
            return self._token()
        return str(tokens[0])

    def submit(self, lab: str = "clockwork", **params: Any) -> UUID:
        """Start a run as the form does; return its id."""
        answer = self.open(f"/labs/{lab}/run", params)
        found = re.search(r"/(?:runs|r)/([0-9a-f-]{36})", answer.url)
        assert found, answer.url
        return UUID(found[1])


class Stack:
    """Postgres, Valkey, web, reaper and workers of one site."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.postgres = Postgres(home / "postgres", {**FAST, "synchronous_commit": "on"})
        self.valkey = Valkey(home / "valkey")
        self.port = free_port()
        self.env = {
            **os.environ,
            "DATABASE_URL": self.postgres.url,
            "BROKER_URL": self.valkey.url,
            "EXPLORER_DATA": str(home / "data"),
            "DJANGO_SETTINGS_MODULE": "explorer.settings",
            "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "EXPLORER_WARM": "",
            "LEASE_SECONDS": "2",
            "PYTHONPATH": _with_toy_labs(os.environ.get("PYTHONPATH", "")),
        }
        self.web = self._child(
            "web", "uvicorn", "explorer.asgi:application", f"--port={self.port}",
            "--http=h11", "--timeout-graceful-shutdown=3", "--no-access-log",
        )  # fmt: skip
        self.reaper = self._child("reaper", "django", "reap")
        self.worker = self._worker("worker")
        self._spare = 0

    def _child(self, name: str, *module: str) -> Child:
        command = [sys.executable, "-m", *module]
        return Child(command, self.env, self.home / f"{name}.log")

    def _worker(self, name: str) -> Child:
        return self._child(
            name, "celery", "-A", "explorer", "worker", "-Q", "cpu", "-c", "1",
            "-n", f"{name}@%h", "--without-gossip", "--without-mingle",
        )  # fmt: skip

    @contextmanager
    def another_worker(self, **env: str) -> Iterator[Child]:
        self._spare += 1
        worker = self._worker(f"spare{self._spare}")
        worker.env = {**worker.env, **env}
        worker.start()
        try:
            yield worker
        finally:
            worker.kill()

    def up(self) -> None:
        """Start whatever is not running; wait until the site answers."""
        for service in (self.postgres, self.valkey):
            if service.process is None or service.process.poll() is not None:
                service.start()
        for child in (self.web, self.reaper, self.worker):
            if not child.running:
                child.start()
        self.wait_for_web()

    def wait_for_web(self) -> None:
        wait_until(self._web_answers, "the web process answers")

    def _web_answers(self) -> bool:
        try:
            return self.browser().open("/readyz").status == 200
        except OSError:
            return False

    def migrate(self) -> None:
        command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
        subprocess.run(command, env=self.env, cwd=ROOT, check=True)

    def thaw(self) -> None:
        """Let what a failed test left frozen go on."""
        for child in (self.web, self.reaper, self.worker):
            if child.running:
                child.signal_all(signal.SIGCONT)

    def settle(self) -> None:
        """Cancel what a failed test left unfinished, so that the next one finds a free worker."""
        left = self.query("SELECT id FROM runs_run WHERE state IN ('queued', 'running')")
        if left:
            self.worker.kill()
            with psycopg.connect(self.postgres.url) as connection:
                connection.execute(
                    "UPDATE runs_run SET state = 'cancelled', settled_at = now(), "
                    "lease_expires_at = NULL, fence = fence + 1 WHERE id = ANY(%s)",
                    ([each.id for each in left],),
                )

    def account(self) -> Iterator[tuple[str, str]]:
        """Yield how the newest runs stand, and what every process said last, under headings."""
        with suppress(psycopg.Error):
            yield "the newest runs", "\n".join(map(str, self.query(NEWEST)))
        for log in sorted(self.home.glob("**/*.log")):
            yield str(log.relative_to(self.home)), "\n".join(log.read_text().splitlines()[-LINES:])

    def down(self) -> None:
        for child in (self.web, self.reaper, self.worker):
            child.kill()
        self.valkey.stop()
        self.postgres.stop()

    def browser(self) -> Browser:
        return Browser(f"http://127.0.0.1:{self.port}")

    # What the database says.

    def query(self, statement: str, *given: Any) -> list[Any]:
        with psycopg.connect(self.postgres.url, row_factory=namedtuple_row) as connection:
            return connection.execute(statement, given).fetchall()

    def is_a_lock_waited_for(self) -> bool:
        return bool(self.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))

    def listeners(self) -> int:
        """Count the connections that last asked to LISTEN."""
        return len(self.query("SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'"))

    def run(self, run_id: UUID) -> Any:
        return self.query("SELECT * FROM runs_run WHERE id = %s", run_id)[0]

    def events(self, run_id: UUID) -> list[Any]:
        return self.query("SELECT * FROM runs_runevent WHERE run_id = %s ORDER BY seq", run_id)

    def ticks(self, run_id: UUID) -> list[int]:
        """The steps that count, in order."""
        told = self.events(run_id)
        return [each.data["step"] for each in told if each.name == "ticked" and not each.superseded]

    def wait_for(self, run_id: UUID, state: str) -> Any:
        wait_until(lambda: self.run(run_id).state == state, f"run {run_id} is {state}")
        return self.run(run_id)

    def wait_for_tick(self, run_id: UUID, step: int) -> None:
        wait_until(lambda: step in self.ticks(run_id), f"run {run_id} has ticked {step} times")

    def runner(self, run_id: UUID) -> psutil.Process:
        """Return the process that holds the run."""
        return psutil.Process(int(self.run(run_id).lease_owner.split(":")[1]))


class Gate:
    """Lets a clockwork tick up to a step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.allow(0)

    def allow(self, steps: int) -> None:
        written = self.path.with_suffix(".new")
        written.write_text(str(steps))
        written.replace(self.path)

    def open(self) -> None:
        """Let whatever still waits go on, so that it is in nobody's way."""
        self.allow(10**9)

    def __str__(self) -> str:
        return str(self.path)


def assert_nothing_lost(stack: Stack, run_id: UUID, steps: int) -> None:
    """Numbers contiguous, one end, each tick counted once, no resumption behind an earlier one."""
    events = stack.events(run_id)
    assert [each.seq for each in events] == list(range(1, len(events) + 1))
    assert stack.run(run_id).last_seq == len(events)
    ends = [each.name for each in events if each.name in {"finished", "failed", "cancelled"}]
    assert ends == ["finished"]
    assert stack.ticks(run_id) == list(range(1, steps + 1))
    told = [each.data for each in events if each.name == "ticked" and not each.superseded]
    assert all(each["total"] == each["step"] * (each["step"] + 1) // 2 for each in told)
    resumed = [each.data["after"] for each in events if each.name == "resumed"]
    assert resumed == sorted(resumed)
