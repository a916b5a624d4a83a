"""A run's events as they happen, as data: the same hub wakes it that wakes the pages."""

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from explorer.api.drawing import event_out
from explorer.runs.hub import Watcher
from explorer.runs.models import Run, RunEvent, RunState
from explorer.runs.replays import Replays
from explorer.runs.stream import HEARTBEAT_SECONDS, RETRY, STILL_HERE, event_stream

LONGEST_NUMBER = 15
MOST_EVENTS = 1000
CLOSED = b'event: closed\ndata: {"detail": "this link is no longer open"}\n\n'
STREAMED = {
    "responses": {
        200: {
            "description": "Server-sent events: `id` is the event's number, `event` its word, "
            "`data` its fields. `settled` ends the stream.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    }
}
"""What OpenAPI says of an operation that answers with a stream."""
Watch: TypeAlias = AbstractAsyncContextManager[Watcher]


def rows_after(run: Run, seq: int) -> "QuerySet[RunEvent]":
    """Return what counts of a run after an event, up to what its row names as the last."""
    told = RunEvent.objects.filter(run=run, seq__gt=seq, seq__lte=run.last_seq, superseded=False)
    return told.order_by("seq")


def _news(run_id: UUID, seq: int) -> tuple[Run, bytes]:
    run = Run.objects.get(id=run_id)
    return run, b"".join(_told(row) for row in rows_after(run, seq))


def _told(row: RunEvent) -> bytes:
    data = json.dumps(event_out(row), ensure_ascii=False)
    return f"id: {row.seq}\nevent: {row.name}\ndata: {data}\n\n".encode()


replays = Replays(_news)
"""Read and written once for all programs that have heard the same."""


def answer(request: HttpRequest, watch: Watch, run_id: UUID, after: int) -> StreamingHttpResponse:
    """Stream a run's events after the one that ``Last-Event-ID`` names, else after ``after``."""
    last = request.headers.get("Last-Event-ID", "")
    known = last.isascii() and last.isdigit()
    return event_stream(followed(watch, run_id, int(last[:LONGEST_NUMBER]) if known else after))


async def followed(watch: Watch, run_id: UUID, seq: int) -> AsyncIterator[bytes]:
    """Yield server-sent events after ``seq`` until the run settles, or the reader falls behind."""
    async with watch as watcher:
        yield RETRY
        while not (watcher.overrun or watcher.closed):
            run, news = await replays.after(run_id, seq)
            seq = max(seq, run.last_seq)
            if news:
                yield news
            if run.settled:
                yield _settled(RunState(run.state))
                return
            if not await watcher.heard(HEARTBEAT_SECONDS):
                yield STILL_HERE
        if watcher.closed:
            yield CLOSED


def _settled(state: RunState) -> bytes:
    return f"event: settled\ndata: {json.dumps({'state': state})}\n\n".encode()
