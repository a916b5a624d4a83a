"""One process under the supervisor: its lines are printed, and it is started again when it ends."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from explorer.services.console import Console

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
STEADY_SECONDS = 10.0
LAST_LINES_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start: a tethered command, and the whole of its environment."""

    command: list[str]
    environment: Mapping[str, str] | None


@dataclass
class Delays:
    """How long to wait before each new start: twice as long each time, until one lasts."""

    seconds: float = FIRST_DELAY_SECONDS

    def after(self, lived_seconds: float) -> float:
        if lived_seconds > STEADY_SECONDS:
            self.seconds = FIRST_DELAY_SECONDS
        now, self.seconds = self.seconds, min(self.seconds * 2, LONGEST_DELAY_SECONDS)
        return now


@dataclass
class Child:
    """``launch`` is asked before each start, so that it may make the way clear."""

    name: str
    launch: Callable[[], Awaitable[Launch]]
    console: Console
    stop_signal: signal.Signals = signal.SIGTERM
    process: Process | None = None
    stopping: bool = False
    delays: Delays = field(default_factory=Delays)

    async def run_once(self) -> int:
        """Run it to its end. Return its exit status, negative for a signal."""
        launch = await self.launch()
        reading, writing = os.pipe()
        printing = asyncio.create_task(self._print(reading))
        try:
            self.process = await self._start(launch, writing)
        finally:
            os.close(writing)
        code = await self.process.wait()
        self.kill_group()
        await asyncio.wait([printing], timeout=LAST_LINES_SECONDS)
        printing.cancel()
        return code

    async def run_for_good(self) -> None:
        """Run it, again and again, until ``stop``."""
        while not self.stopping:
            began = time.monotonic()
            cause = await self._attempt()
            if not self.stopping:
                delay = self.delays.after(time.monotonic() - began)
                self.console.say(f"{self.name} ended ({cause}); starting it again in {delay:g} s")
                await asyncio.sleep(delay)

    async def stop(self, grace_seconds: float) -> None:
        """Ask it to stop; kill it and its group when the grace is over."""
        self.stopping = True
        process = self.process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(self.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), grace_seconds)
        except TimeoutError:
            self.console.say(f"{self.name} did not stop in {grace_seconds:g} s; killing it")
        self.kill_group()
        await process.wait()

    def kill_group(self) -> None:
        """Kill whatever lives in its process group, such as the pool of a worker that died."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    async def _attempt(self) -> str:
        try:
            code = await self.run_once()
        except (OSError, RuntimeError) as error:
            return str(error)
        return f"status {code}" if code >= 0 else signal.Signals(-code).name

    async def _start(self, launch: Launch, output: int) -> Process:
        return await asyncio.create_subprocess_exec(
            *launch.command,
            env=launch.environment,
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,
        )

    async def _print(self, output: int) -> None:
        """Print until nobody holds the other end of the pipe, or we are cancelled.

        The pipe is ours, not asyncio's, whose ``wait`` lasts until strays let go of it.
        """
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(output, "rb")
        )
        try:
            rest = b""
            while chunk := await reader.read(65536):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self.console.write(self.name, line.decode(errors="replace").rstrip("\r"))
            if rest:
                self.console.write(self.name, rest.decode(errors="replace"))
        finally:
            transport.close()
