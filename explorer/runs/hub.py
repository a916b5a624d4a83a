"""One LISTEN connection for the whole process; what it reads once goes to every watcher.

Workers announce nothing but "something happened". The hub then reads, for the runs somebody
watches, the events past its own cursor: numbered per run under that run's lease, so a cursor
misses nothing however commits interleave.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import psycopg
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection

from explorer.runs import telling
from explorer.runs.doorbell import NOTIFY_CHANNEL
from explorer.runs.telling import Message, Told

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
BUFFERED_MESSAGES = 256
RECONNECT_SECONDS = 0.3
TICK_SECONDS = 1.0


def in_thread(asked: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """Let a thread of the pool ask the database, and give its connection back at once."""

    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return asked(*args, **kwargs)
        finally:
            connection.close()

    return sync_to_async(ask, thread_sensitive=False)


class Watcher:
    """One page's stream. When its buffer is full it is closed, and the page resumes."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[Message] = asyncio.Queue(BUFFERED_MESSAGES)
        self.overrun = False

    def put(self, message: Message) -> None:
        try:
            self.inbox.put_nowait(message)
        except asyncio.QueueFull:
            self.overrun = True


class Hub:
    """Reads what happened once per announcement, and hands the same text to all."""

    def __init__(self) -> None:
        self._watchers: dict[UUID, set[Watcher]] = {}
        self._told: dict[UUID, Told] = {}
        self._places_at = 0.0
        self._wake = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watch(self, run_ids: Iterable[UUID]) -> AsyncIterator[Watcher]:
        """Follow runs. The first message of each says how far it is, even if nothing is new."""
        watcher, run_ids = Watcher(), list(run_ids)
        for run_id in run_ids:
            self._watchers.setdefault(run_id, set()).add(watcher)
            self._told.setdefault(run_id, Told())
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen_for_good())
        self._wake.set()
        try:
            yield watcher
        finally:
            for run_id in run_ids:
                self._leave(watcher, run_id)

    def _leave(self, watcher: Watcher, run_id: UUID) -> None:
        self._watchers[run_id].discard(watcher)
        if not self._watchers[run_id]:
            del self._watchers[run_id], self._told[run_id]

    async def _listen_for_good(self) -> None:
        while self._watchers:
            try:
                await self._listen()
            except (psycopg.OperationalError, OperationalError) as error:
                log.warning("the stream lost Postgres and will listen again: %s", error)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        parameters = await in_thread(_connection_parameters)()
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as listener:
            await listener.execute(f"LISTEN {NOTIFY_CHANNEL}")
            hearing = asyncio.create_task(self._hear(listener))
            try:
                while self._watchers:
                    self._wake.clear()
                    await self._tell()
                    await self._until_woken(hearing)
            finally:
                hearing.cancel()

    async def _hear(self, listener: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        async for _ in listener.notifies():
            self._wake.set()

    async def _until_woken(self, hearing: asyncio.Task[None]) -> None:
        """Wait for an announcement, at most a tick: queue positions change without one."""
        waking = asyncio.create_task(self._wake.wait())
        await asyncio.wait({waking, hearing}, timeout=TICK_SECONDS, return_when="FIRST_COMPLETED")
        waking.cancel()
        if hearing.done():
            hearing.result()

    async def _tell(self) -> None:
        now = time.monotonic()
        places_too = now >= self._places_at
        if places_too:
            self._places_at = now + TICK_SECONDS
        news = in_thread(telling.news)(dict(self._told), places_too=places_too)
        for message in await news:
            if message.run_id in self._told:
                self._told[message.run_id] = Told(message.seq, message.state, message.status)
            for watcher in self._watchers.get(message.run_id, ()):
                watcher.put(message)


def _connection_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    kept = {"host", "port", "user", "password", "dbname", "options", "sslmode"}
    return {name: value for name, value in parameters.items() if name in kept}


hub = Hub()
