"""One Server-Sent-Events connection a page, however many runs it shows.

Nameless messages carry ``<hx-partial>``s; their id is the cursor of every run of the page,
``<run>.<seq>`` joined by commas, so that ``Last-Event-ID`` resumes without a gap or a double.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from explorer.runs import telling
from explorer.runs.access import access_stream
from explorer.runs.hub import Watcher, hub
from explorer.runs.replays import Replays
from explorer.runs.telling import Message

HEARTBEAT_SECONDS = 15
RUNS_PER_PAGE = 50
Cursors = dict[UUID, int]
RETRY = b"retry: 300\n\n"
STILL_HERE = b": still here\n\n"
SETTLED = b"event: settled\ndata: \n\n"
replays = Replays(telling.replay)


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
def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Replay what the page has missed of its runs, then go on as they go on."""
    cursors = asked_cursors(request)
    access_stream(request, list(cursors))
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
        yield RETRY
        async for told in followed(watcher, cursors):
            yield b"".join(take(each, cursors, unsettled) for each in told) or STILL_HERE
            if not unsettled:
                yield SETTLED
                return


async def followed(watcher: Watcher, cursors: Cursors) -> AsyncIterator[list[Message]]:
    """Yield what is missing, then what comes, all that has come at once; nothing as a sign of life.

    ``cursors`` says how far the page is, and is kept up to date.
    """
    for run_id in list(cursors):
        yield [await _caught_up(run_id, cursors)]
    while not (watcher.overrun or watcher.closed):
        heard, told = await watcher.heard(HEARTBEAT_SECONDS), []
        for message in heard:
            at = cursors[message.run_id]
            if message.seq > at != message.after:
                told.append(await _caught_up(message.run_id, cursors))
            elif message.after >= at:
                cursors[message.run_id] = message.seq
                told.append(message)
        if told or not heard:
            yield told


async def _caught_up(run_id: UUID, cursors: Cursors) -> Message:
    missed = await replays.after(run_id, cursors[run_id])
    cursors[run_id] = missed.seq
    return missed


def take(message: Message, cursors: Cursors, unsettled: set[UUID]) -> bytes:
    cursors[message.run_id] = message.seq
    if message.settled:
        unsettled.discard(message.run_id)
    return _written(message.data, cursors)


def written(html: str, cursors: Cursors) -> bytes:
    """Return partials as a message that carries where the page is with all it follows."""
    return _written(telling.as_data(html), cursors)


def _written(data: bytes, cursors: Cursors) -> bytes:
    return b"id: %s\n%s\n" % (write_cursors(cursors).encode(), data) if data else b""
