"""A server that runs as our child: start it, stop it, kill it."""

import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from explorer.services.tether_command import SELF, tethered
from explorer.services.waiting import until


class ServerFailedError(RuntimeError):
    """A server did not start; the message ends with what it said."""


class Server(ABC):
    """A foreground child that dies with us. Use it as a context manager, or start and stop it."""

    name: str
    stop_signal: signal.Signals

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.identity = SELF
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def prepare(self) -> None:
        """Make the folder ready to be served. Idempotent."""

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool:
        """Return whether the server is ready for work."""

    def environment(self) -> dict[str, str] | None:
        """Return the environment to start in; None for our own."""
        return None

    def tethered_command(self) -> list[str]:
        return tethered(
            self.command(),
            death_signal=self.stop_signal,
            identity=self.identity,
            folder=self.folder,
        )

    def start(self, seconds: float = 30) -> Self:
        """Start and wait until it answers. Raises: ServerFailedError."""
        self.prepare()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.tethered_command(),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        process = self.process
        if not until(lambda: process.poll() is not None or self.answers(), seconds):
            self.kill()
        if process.poll() is not None:
            raise ServerFailedError(
                f"{self.name} in {self.folder} did not start: {self._last_words()}"
            )
        return self

    def stop(self, seconds: float = 10) -> None:
        """Ask it to stop and wait; kill it when ``seconds`` are over."""
        self._end(self.stop_signal, seconds)

    def kill(self) -> None:
        """Kill it with -9, and wait until it is gone."""
        self._end(signal.SIGKILL, 10)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        """What the server says when it is started by ``start``."""
        return self.folder.with_name(f"{self.folder.name}.log")

    def _end(self, how: signal.Signals, seconds: float) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _last_words(self) -> str:
        said = self.log.read_text(errors="replace").strip()
        return said[-800:] or "it said nothing"
