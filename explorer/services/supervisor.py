"""Bring up servers, steps and processes in order; keep them up; take them down in reverse."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from explorer.services.addresses import ROOT
from explorer.services.child import Child, Launch
from explorer.services.console import Console
from explorer.services.keeper import adopt_orphans, end_orphans
from explorer.services.ports import HOST
from explorer.services.server import Server, ServerFailedError
from explorer.services.table import Entry, Table
from explorer.services.tether_command import tethered

PROCESS_GRACE_SECONDS = 5.0
SERVER_GRACE_SECONDS = 3.0
ORPHANED_GRACE_SECONDS = 1.0
SLOW_SECONDS = 60
ASK_EVERY_SECONDS = 0.05


class StepFailedError(RuntimeError):
    """A step that must succeed before the site can stand did not."""


@dataclass
class Supervisor:
    table: Table
    servers: Sequence[Server]
    environment: Mapping[str, str]
    console: Console
    port: int
    children: list[Child] = field(default_factory=list)
    server_children: list[Child] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self) -> int:
        """Run until a signal asks us to stop, or a step fails. Return the exit status."""
        self.began, self.keeper = time.monotonic(), os.getppid()
        self.asked_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            loop.add_signal_handler(number, self._stop_or_hurry)
        bringing_up = asyncio.create_task(self._bring_up())
        waiting = asyncio.create_task(self.asked_to_stop.wait())
        try:
            await asyncio.wait([bringing_up, waiting], return_when=asyncio.FIRST_COMPLETED)
            if bringing_up.done():
                bringing_up.result()
            await waiting
        except (OSError, LookupError, StepFailedError, ServerFailedError) as error:
            self.console.say(str(error))
            return 1
        finally:
            bringing_up.cancel()
            waiting.cancel()
            await self._take_down()
        return 0

    async def _bring_up(self) -> None:
        await asyncio.gather(*(self._serve(server) for server in self.servers))
        if not all(await asyncio.gather(*map(self._take, self.table.steps))):
            raise StepFailedError("without that the site cannot stand")
        for entry in self.table.processes:
            self._keep_up(self._child(entry))
        await self._ready()
        seconds = time.monotonic() - self.began
        self.console.say(f"ready in {seconds:.1f} s: http://{HOST}:{self.port}/ (Ctrl-C stops it)")
        await asyncio.gather(*map(self._take, self.table.afterwards))

    async def _serve(self, server: Server) -> None:
        await asyncio.to_thread(server.prepare)

        async def launch() -> Launch:
            await asyncio.to_thread(server.prepare)
            return Launch(server.tethered_command(), server.environment())

        child = Child(server.name, launch, self.console, server.stop_signal)
        self._keep_up(child, self.server_children)
        await _until(lambda: asyncio.to_thread(server.answers))

    async def _take(self, step: Entry) -> bool:
        """Run a step to its end, and return whether it succeeded."""
        child = self._child(step)
        self.children.append(child)
        code = await child.run_once()
        if code != 0:
            self.console.say(f"{step.name} failed with status {code}; its lines above say why")
        return code == 0

    def _child(self, entry: Entry) -> Child:
        # Without us, nobody would wait for it to stop, nor read what it says while it does.
        command = tethered(entry.command, death_signal=signal.SIGKILL, folder=ROOT)
        environment = {**self.environment, **entry.environment}

        async def launch() -> Launch:
            return Launch(command, environment)

        return Child(entry.name, launch, self.console, entry.stop_signal)

    def _keep_up(self, child: Child, children: list[Child] | None = None) -> None:
        (self.children if children is None else children).append(child)
        self.tasks.append(asyncio.create_task(child.run_for_good()))

    async def _ready(self) -> None:
        slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._say_slow)
        for page in self.table.pages:
            await _until(partial(self._answers, page))
        slow.cancel()

    def _say_slow(self) -> None:
        self.console.say(f"not ready after {SLOW_SECONDS} s; the lines above may say why")

    async def _answers(self, page: str) -> bool:
        try:
            reader, writer = await asyncio.open_connection(HOST, self.port)
        except OSError:
            return False
        try:
            writer.write(f"GET {page} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n".encode())
            writer.write(b"Connection: close\r\n\r\n")
            status = (await reader.readline()).split()
            return len(status) > 1 and status[1] < b"400"
        except OSError:
            return False
        finally:
            writer.close()

    def _stop_or_hurry(self) -> None:
        if self.asked_to_stop.is_set():
            for child in self.children:
                child.kill_group()
        self.asked_to_stop.set()

    async def _take_down(self) -> None:
        self.console.say("stopping")
        orphaned = os.getppid() != self.keeper
        if orphaned:
            adopt_orphans()
        grace = ORPHANED_GRACE_SECONDS if orphaned else PROCESS_GRACE_SECONDS
        await asyncio.gather(*(child.stop(grace) for child in reversed(self.children)))
        await asyncio.gather(*(child.stop(SERVER_GRACE_SECONDS) for child in self.server_children))
        for task in self.tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if orphaned:
            end_orphans(0)
        self.console.say("stopped")


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    while not await true():  # noqa: ASYNC110 - what we wait for is outside of this process
        await asyncio.sleep(ASK_EVERY_SECONDS)
