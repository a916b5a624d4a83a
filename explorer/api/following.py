"""A run's events as they happen, as data: the same hub wakes it that wakes the pages."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID

from django.db.models import QuerySet

from explorer.api.drawing import event_out
from explorer.runs.hub import hub, in_thread
from explorer.runs.models import Run, RunEvent
from explorer.runs.stream import HEARTBEAT_SECONDS
from explorer.runs.telling import Message


def rows_after(run: Run, seq: int) -> "QuerySet[RunEvent]":
    """Return what counts of a run after an event, up to what its row names as the last."""
    told = RunEvent.objects.filter(run=run, seq__gt=seq, seq__lte=run.last_seq, superseded=False)
    return told.order_by("seq")


def _news(run_id: UUID, seq: int) -> tuple[Run, list[RunEvent]]:
    run = Run.objects.get(id=run_id)
    return run, list(rows_after(run, seq))


async def followed(run_id: UUID, seq: int) -> AsyncIterator[bytes]:
    """Yield server-sent events after ``seq`` until the run settles, or the reader falls behind."""
    async with hub.watch([run_id]) as watcher:
        yield b"retry: 300\n\n"
        while not watcher.overrun:
            run, rows = await in_thread(_news)(run_id, seq)
            for row in rows:
                yield _told(row)
            seq = max(seq, run.last_seq)
            if run.settled:
                yield f"event: settled\ndata: {json.dumps({'state': run.state})}\n\n".encode()
                return
            if not await _woken(watcher.inbox):
                yield b": still here\n\n"


async def _woken(inbox: "asyncio.Queue[Message]") -> bool:
    """Wait until there is news, at most a heartbeat; take all of it at once."""
    try:
        await asyncio.wait_for(inbox.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return False
    while not inbox.empty():
        inbox.get_nowait()
    return True


def _told(row: RunEvent) -> bytes:
    data = json.dumps(event_out(row), ensure_ascii=False)
    return f"id: {row.seq}\nevent: {row.name}\ndata: {data}\n\n".encode()
