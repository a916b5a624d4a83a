"""One Server-Sent-Events connection a page, however many runs it shows.

Nameless messages carry ``<hx-partial>``s; their id is the cursor of every run of the page,
``<run>.<seq>`` joined by commas, so that ``Last-Event-ID`` resumes without a gap or a double.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from explorer.runs import telling
from explorer.runs.access import access_stream
from explorer.runs.hub import Watcher, hub, in_thread
from explorer.runs.telling import Message

HEARTBEAT_SECONDS = 15
RUNS_PER_PAGE = 50
Cursors = dict[UUID, int]


def read_cursors(text: str) -> Cursors:
    """Parse ``<run>.<seq>,…``. Raises: ValueError."""
    cursors: Cursors = {}
    for part in text.split(",")[: RUNS_PER_PAGE + 1]:
        run, _, seq = part.partition(".")
        cursors[UUID(run)] = int(seq[:18] or 0)
    if len(cursors) > RUNS_PER_PAGE or min(cursors.values()) < 0:
        raise ValueError(f"a stream follows at most {RUNS_PER_PAGE} runs from event 0 on")
    return cursors


def write_cursors(cursors: Cursors) -> str:
    return ",".join(f"{run.hex}.{seq}" for run, seq in cursors.items())


@require_GET
async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Replay what the page has missed of its runs, then go on as they go on."""
    cursors = asked_cursors(request)
    await in_thread(access_stream)(request, list(cursors))
    return event_stream(messages(cursors))


def asked_cursors(request: HttpRequest) -> Cursors:
    """Return which runs a page follows and how far it is with each. Raises: Http404."""
    try:
        cursors = read_cursors(request.GET.get("runs", ""))
        if last := request.headers.get("Last-Event-ID"):
            resumed = read_cursors(last)
            cursors = {run: resumed.get(run, seq) for run, seq in cursors.items()}
    except ValueError as error:
        raise Http404("no such stream") from error
    return cursors


def event_stream(told: AsyncIterator[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(told, content_type="text/event-stream")
    response["Cache-Control"] = "no-cache"
    response["X-Accel-Buffering"] = "no"
    return response


async def messages(cursors: Cursors) -> AsyncGenerator[bytes, None]:
    """Yield what a page has missed of its runs, then what happens, until all have ended."""
    unsettled = set(cursors)
    async with hub.watch(cursors) as watcher:
        yield b"retry: 300\n\n"
        for run_id, seq in list(cursors.items()):
            missed = await in_thread(telling.replay)(run_id, seq)
            yield take(missed, cursors, unsettled)
        async for told in _live(watcher, cursors, unsettled):
            yield told
    if not unsettled:
        yield b"event: settled\ndata: \n\n"


async def _live(watcher: Watcher, cursors: Cursors, unsettled: set[UUID]) -> AsyncIterator[bytes]:
    while unsettled and not watcher.overrun:
        try:
            message = await asyncio.wait_for(watcher.inbox.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            yield b": still here\n\n"
            continue
        behind = message.seq > cursors[message.run_id] != message.after
        if behind:
            message = await in_thread(telling.replay)(message.run_id, cursors[message.run_id])
        if behind or message.after >= cursors[message.run_id]:
            yield take(message, cursors, unsettled)


def take(message: Message, cursors: Cursors, unsettled: set[UUID]) -> bytes:
    cursors[message.run_id] = message.seq
    if message.settled:
        unsettled.discard(message.run_id)
    return written(message.html, cursors)


def written(html: str, cursors: Cursors) -> bytes:
    """Return partials as a message that carries where the page is with all it follows."""
    data = "\n".join(f"data: {line}" for line in html.splitlines())
    return f"id: {write_cursors(cursors)}\n{data}\n\n".encode() if data else b""
