"""Watch a real process and everything that came of it."""

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from uuid import uuid4

from explorer.services.addresses import ROOT
from explorer.services.waiting import until

HERE = Path(__file__).parent
PATIENCE_SECONDS = 30


class Running:
    """A command whose lines can be waited for, and whose descendants can be counted."""

    def __init__(self, *words: object, folder: Path, **environment: str) -> None:
        self.folder, self.mark = folder, f"EXPLORER_MARK={uuid4().hex}"
        key, _, value = self.mark.partition("=")
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "BROKER_URL"}}
        self.process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            cwd=ROOT,
            env={**kept, key: value, "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        until(lambda: not self.alive(), PATIENCE_SECONDS)
        for pid in self.alive():
            os.kill(pid, signal.SIGKILL)
        self.reader.join(PATIENCE_SECONDS)
        self.process.stdout.close()

    def hear(self, pattern: str) -> re.Match[str]:
        """Wait for a line that has ``pattern``; lines of several processes come in any order."""
        found: list[re.Match[str]] = []

        def said() -> bool:
            found.extend(match for line in list(self.said) if (match := re.search(pattern, line)))
            return bool(found)

        assert until(said, PATIENCE_SECONDS), f"nobody said {pattern!r}:\n{''.join(self.said)}"
        return found[0]

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> int:
        """Wait for the end and for the last line; return the exit status."""
        status = self.process.wait(PATIENCE_SECONDS)
        self.reader.join(PATIENCE_SECONDS)
        return status

    def all_gone(self) -> bool:
        return until(lambda: not self.alive(), PATIENCE_SECONDS)

    def alive(self) -> list[int]:
        """Return every process that carries our mark or works in our folder."""
        return [int(each.name) for each in Path("/proc").glob("[0-9]*") if self._is_ours(each)]

    def named(self, name: str) -> int:
        """Return the process whose command line has ``name``."""
        found = [pid for pid in self.alive() if name in _command_line(pid)]
        assert found, f"no process is called {name}"
        return min(found)

    def _is_ours(self, process: Path) -> bool:
        try:
            ours = self.mark.encode() in (process / "environ").read_bytes()
            return ours or (process / "cwd").readlink().is_relative_to(self.folder)
        except OSError:
            return False

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said.append(line)


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()
