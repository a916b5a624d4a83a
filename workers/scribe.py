"""Writes what a lab tells, keeps the lease, and hears when to stop, in a thread of its own.

The lab's thread only appends to a list. The scribe's thread writes every 20 events or 50 ms,
renews the lease each second, and retries through a restart of Postgres: what was written since
the last durable commit is kept, and written again if the database lost it.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self, TypeVar

from django.db import DataError, InterfaceError, InternalError, OperationalError, connection

from explorer.runs import leases
from explorer.runs.leases import Lease, LeaseLost, Numbered
from labs.contract import Event

log = logging.getLogger(__name__)
T = TypeVar("T")

GONE = (OperationalError, InterfaceError, InternalError)
"""What a connection raises that Postgres ended; the last, where it was idle for too long."""

BATCH_EVENTS = 20
BATCH_SECONDS = 0.05
RENEW_SECONDS = 0.5
HARD_STOP_SECONDS = 5
LIMIT_GRACE_SECONDS = 1
RETRY_SECONDS = 0.2
GIVE_UP_SECONDS = 120


class Stopped(Exception):
    """The lab is to end now; ``settle`` writes how."""

    def __init__(self, settle: Callable[["Scribe"], None]) -> None:
        super().__init__("the run is to stop")
        self.settle = settle


_current: list["Scribe"] = []
"""Those of the run of this process and, within it, of the part that it computes."""
_killing = threading.Lock()


def hand_back_current() -> None:
    """Let the run of this process, if there is one, stop at its next event and wait again."""
    for scribe in _current:
        scribe.tell_to_stop(Stopped(Scribe.hand_back), HARD_STOP_SECONDS)


class Scribe:
    """Use as a context manager around one attempt."""

    def __init__(self, lease: Lease, limit_seconds: float) -> None:
        self.lease = lease
        self.attempt = lease.attempt
        self._seq = lease.last_seq
        self._deadline = time.monotonic() + limit_seconds
        self._limit_seconds = limit_seconds
        self._pending: list[Numbered] = []
        self._undurable: list[Numbered] = []
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._full = threading.Event()
        self._ended = threading.Event()
        self._stop: Stopped | LeaseLost | None = None
        self._stop_at = 0.0
        self._thread = threading.Thread(target=self._work, name="scribe", daemon=True)

    def __enter__(self) -> Self:
        _current.append(self)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        _current.remove(self)
        self._ended.set()
        self._full.set()
        self._thread.join()

    # What the lab's thread calls.

    def write(self, event: Event) -> None:
        """Number an event and leave it to be written. Raises: Stopped, LeaseLost."""
        self.obey()
        with self._lock:
            self._seq += 1
            self._pending.append(Numbered(self._seq, event))
            if len(self._pending) >= BATCH_EVENTS:
                self._full.set()

    def obey(self) -> None:
        """Stop the lab here if it is to stop. Raises: Stopped, LeaseLost."""
        if self._stop is not None:
            raise self._stop

    @property
    def stopping(self) -> bool:
        """Whether ``obey`` would stop the lab."""
        return self._stop is not None

    def persist(self, ask: Callable[[], T]) -> T:
        """Ask the database through restarts of Postgres. Raises: OperationalError at last."""
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                return ask()
            except GONE as error:
                connection.close()
                if time.monotonic() > give_up:
                    raise
                log.warning("Postgres does not answer; trying again: %s", error)
                time.sleep(RETRY_SECONDS)

    def checkpoint(self, state: bytes) -> None:
        self.obey()
        self._durably(lambda batch: leases.save_checkpoint(self.lease, batch, state))

    def finish(self, cpu_seconds: float, provenance: dict[str, Any]) -> None:
        self._end(lambda batch: leases.finish(self.lease, batch, cpu_seconds, provenance))

    def fail(self, reason: str) -> None:
        """End the run with its reason, and with what was told, unless that is what is wrong."""
        try:
            self._end(lambda batch: leases.fail(self.lease, batch, reason))
        except DataError:
            self._undurable.clear()
            self._end(lambda batch: leases.fail(self.lease, batch, reason))

    def stop_cancelled(self) -> None:
        self._end(lambda batch: leases.stop_cancelled(self.lease, batch))

    def hand_back(self, *, device_failed: bool = False, alone: bool = False) -> None:
        self._end(lambda _: leases.hand_back(self.lease, device_failed=device_failed, alone=alone))

    def _end(self, write: Callable[[list[Numbered]], None]) -> None:
        self._ended.set()
        self._durably(write)

    # What both threads share.

    def _durably(self, write: Callable[[list[Numbered]], None]) -> None:
        """Commit to disk, with all that waits; what came before it is then safe too."""
        with self._writing:
            batch = self._take()
            self.persist(lambda: write(batch))
            self._undurable.clear()

    def _take(self) -> list[Numbered]:
        with self._lock:
            self._undurable += self._pending
            self._pending.clear()
            self._full.clear()
            return list(self._undurable)

    # The scribe's own thread.

    def _work(self) -> None:
        renew_at = time.monotonic() + RENEW_SECONDS
        try:
            while not self._ended.is_set():
                self._full.wait(BATCH_SECONDS)
                self._record()
                if time.monotonic() >= renew_at:
                    self._renew()
                    renew_at = time.monotonic() + RENEW_SECONDS
                self._watch_the_clock()
        except LeaseLost as lost:
            self.tell_to_stop(lost, HARD_STOP_SECONDS)
            self._leave_no_zombie()
        except DataError as error:
            reason = f"Postgres cannot keep what the lab told: {str(error).splitlines()[0]}"
            self.tell_to_stop(Stopped(lambda scribe: scribe.fail(reason)), HARD_STOP_SECONDS)
            self._leave_no_zombie()
        finally:
            connection.close()

    def _record(self) -> None:
        with self._writing:
            if self._pending and not self._ended.is_set():
                batch = self._take()
                self.persist(lambda: leases.record(self.lease, batch))

    def _renew(self) -> None:
        with self._writing:
            if self._ended.is_set():
                return
            cancelled = False

            def renew() -> None:
                nonlocal cancelled
                if self._undurable:
                    leases.record(self.lease, self._undurable)
                cancelled = leases.renew(self.lease)

            self.persist(renew)
            self._undurable.clear()
        if cancelled:
            self.tell_to_stop(Stopped(Scribe.stop_cancelled), HARD_STOP_SECONDS)

    def _watch_the_clock(self) -> None:
        if time.monotonic() > self._deadline:
            reason = f"time limit of {self._limit_seconds:g} s"
            self.tell_to_stop(Stopped(lambda scribe: scribe.fail(reason)), LIMIT_GRACE_SECONDS)
        if self._stop is not None and time.monotonic() > self._stop_at:
            self._stop_hard()

    def tell_to_stop(self, stop: Stopped | LeaseLost, patience_seconds: float) -> None:
        """Ask the lab to end at its next event; kill its process where it does not."""
        if self._stop is None:
            self._stop = stop
            self._stop_at = time.monotonic() + patience_seconds

    def _stop_hard(self) -> None:
        """End a lab that does not listen, and with it this process; the pool makes another."""
        with _killing:
            for each in reversed(_current):
                each.settle_before_death()
            log.warning("run %s did not stop when it was to; its process dies", self.lease.run_id)
            os.kill(os.getpid(), signal.SIGKILL)

    def settle_before_death(self) -> None:
        """Write how the run ends; where nothing was said of it, let another worker go on."""
        stop = self._stop or Stopped(Scribe.hand_back)
        if isinstance(stop, Stopped):
            with suppress(LeaseLost):
                stop.settle(self)

    def _leave_no_zombie(self) -> None:
        """Wait for a lab whose lease is lost to notice; it may not compute on unheard."""
        while not self._ended.wait(BATCH_SECONDS):
            self._watch_the_clock()
