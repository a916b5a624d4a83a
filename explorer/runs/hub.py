"""One LISTEN connection for the whole process; what it reads once goes to every watcher.

Whoever writes announces nothing but "something happened". The hub then asks the teller of what
somebody watches: that of runs reads the events past its own cursor, numbered per run under that
run's lease, so that a cursor misses nothing however commits interleave.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import groupby
from time import monotonic
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import psycopg
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection

from explorer.runs.doorbell import NOTIFY_CHANNEL
from explorer.runs.telling import RUNS, Message, Teller, Told

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
BUFFERED_MESSAGES = 256
RECONNECT_SECONDS = 0.3
TICK_SECONDS = 1.0
RESTS_TIMES = 4
"""So many times as long as it took, a teller rests that rests at all."""
Watched = tuple[Teller, UUID]
Listener = psycopg.AsyncConnection[tuple[object, ...]]


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
        self.closed = False
        self._waiting: asyncio.Future[None] | None = None

    def put(self, message: Message) -> None:
        try:
            self.inbox.put_nowait(message)
        except asyncio.QueueFull:
            self.overrun = True
        self._wake()

    def close(self) -> None:
        """Let the page hear nothing more, however long it would have waited."""
        self.closed = True
        self._wake()

    async def heard(self, seconds: float) -> list[Message]:
        """Return all that has come; wait for something, at most so long."""
        if self.inbox.empty() and not self.closed:
            await self._woken(seconds)
        told = []
        while not self.inbox.empty():
            told.append(self.inbox.get_nowait())
        return told

    async def _woken(self, seconds: float) -> None:
        """Wait without a task and without a timeout's: a hundred readers do so for each event."""
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        alarm = loop.call_later(seconds, self._wake)
        try:
            await self._waiting
        finally:
            alarm.cancel()
            self._waiting = None

    def _wake(self) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)


class Hub:
    """Reads what happened once per announcement, and hands the same text to all."""

    def __init__(self) -> None:
        self._watchers: dict[Watched, set[Watcher]] = {}
        self._told: dict[Watched, Told] = {}
        self._rested_at: dict[Teller, float] = {}
        """When a teller that takes its time may be asked again."""
        self._put_off: set[Teller] = set()
        """Tellers that something happened to while they rested."""
        self._wake = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watch(
        self, run_ids: Iterable[UUID], also: Iterable[Watched] = ()
    ) -> AsyncIterator[Watcher]:
        """Follow runs and what other tellers tell of.

        The first message of each says how far it is, even if nothing is new.
        """
        watcher = Watcher()
        watched = [*((RUNS, run_id) for run_id in run_ids), *also]
        for each in watched:
            self._watchers.setdefault(each, set()).add(watcher)
            self._told.setdefault(each, Told())
        if self._listening is None or self._listening.done():
            self._wake = asyncio.Event()  # which belongs to one event loop
            self._listening = asyncio.create_task(self._listen_for_good())
        self._wake.set()
        try:
            yield watcher
        finally:
            for each in watched:
                self._leave(watcher, each)

    def _leave(self, watcher: Watcher, watched: Watched) -> None:
        self._watchers[watched].discard(watcher)
        if not self._watchers[watched]:
            del self._watchers[watched], self._told[watched]

    async def _listen_for_good(self) -> None:
        while self._watchers:
            try:
                await self._listen()
            except (psycopg.OperationalError, OperationalError) as error:
                log.warning("the stream lost Postgres and will listen again: %s", error)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        parameters = await in_thread(_connection_parameters)()
        listener = await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
        try:
            await listener.execute(f"LISTEN {NOTIFY_CHANNEL}")
            await self._tell_until_nobody_watches(listener)
        finally:
            # Not left to ``async with``: that would roll back first, and a task that is cancelled
            # while it waits for that would leave the connection open.
            await listener.close()

    async def _tell_until_nobody_watches(self, listener: Listener) -> None:
        hearing = asyncio.create_task(self._hear(listener))
        try:
            while self._watchers:
                self._wake.clear()
                await self._tell()
                await self._until_woken(hearing)
        finally:
            hearing.cancel()
            # It must be out of the event loop before its socket is closed: uvloop aborts the whole
            # process over a number that it still polls when that is another socket's.
            await asyncio.wait({hearing})

    async def _hear(self, listener: Listener) -> None:
        async for _ in listener.notifies():
            self._wake.set()

    async def _until_woken(self, hearing: asyncio.Task[None]) -> None:
        """Wait for an announcement, at most a tick: queue positions change without one."""
        waking = asyncio.create_task(self._wake.wait())
        due = min([TICK_SECONDS, *(self._rested_at[each] - monotonic() for each in self._put_off)])
        await asyncio.wait({waking, hearing}, timeout=max(due, 0), return_when="FIRST_COMPLETED")
        waking.cancel()
        if hearing.done():
            hearing.result()

    async def _tell(self) -> None:
        self._put_off.clear()
        for teller, group in groupby(sorted(self._told, key=_by_teller), key=_teller):
            if self._may_be_asked(teller):
                watched = [each for each in group if each in self._told]
                await self._ask(teller, {id_: self._told[teller, id_] for _, id_ in watched})

    def _may_be_asked(self, teller: Teller) -> bool:
        """Return whether a teller has rested; one that has not is asked when it has."""
        if self._rested_at.get(teller, 0) > monotonic():
            self._put_off.add(teller)
            return False
        return True

    async def _ask(self, teller: Teller, told: dict[UUID, Told]) -> None:
        began = monotonic()
        news = await in_thread(teller.news)(told)
        if teller.rest_seconds:
            ended = monotonic()
            rest = max(teller.rest_seconds, RESTS_TIMES * (ended - began))
            self._rested_at[teller] = ended + rest
        for message in news:
            watched = (teller, message.run_id)
            if watched in self._told:
                self._told[watched] = Told(message.seq, message.status, message.state, message.past)
            for watcher in self._watchers.get(watched, ()):
                watcher.put(message)


def _teller(watched: Watched) -> Teller:
    return watched[0]


def _by_teller(watched: Watched) -> tuple[str, UUID]:
    return type(watched[0]).__name__, watched[1]


def _connection_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    kept = {"host", "port", "user", "password", "dbname", "options", "sslmode"}
    return {name: value for name, value in parameters.items() if name in kept}


hub = Hub()
