"""One run as it is followed through a link, by any number of people at once.

The page follows a single run, so that a message's id is the number of its newest event; no message
names the run.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.http import Http404, HttpRequest

from explorer.experiments.standing import standing
from explorer.exports.addresses import Place
from explorer.runs import stage
from explorer.runs.stream import RETRY, SETTLED, STILL_HERE, followed
from explorer.runs.telling import Message, as_data

LONGEST_NUMBER = 15
GONE = (
    b'data: <hx-partial hx-target="#run-status" hx-swap="innerHTML">'
    b'<p class="run-state">This link is no longer open.</p></hx-partial>\n\n'
)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a link lets its holder follow."""

    share_id: UUID
    run_id: UUID
    place: Place
    title: str
    """Of the run's lab."""


def asked_after(request: HttpRequest) -> int:
    """Return the number of the event that the page has seen last. Raises: Http404."""
    told = request.headers.get("Last-Event-ID") or request.GET.get("after", "0")
    if not (told.isascii() and told.isdigit() and len(told) <= LONGEST_NUMBER):
        raise Http404("no such stream")
    return int(told)


async def messages(asked: Followed, after: int) -> AsyncIterator[bytes]:
    """Yield what the page has missed of the run, then what happens, as long as the link stands."""
    async with standing.watch(asked.share_id, asked.run_id) as watcher:
        yield RETRY
        async for told in followed(watcher, {asked.run_id: after}):
            yield b"".join(_written(each, asked) for each in told) or STILL_HERE
            if any(each.settled for each in told):
                yield SETTLED
                return
        if watcher.closed:
            yield GONE + SETTLED


def _written(message: Message, asked: Followed) -> bytes:
    taken = as_data(what_can_be_taken(asked.place, asked.title)) if message.kept else b""
    data = message.shared_data + taken
    return b"id: %d\n%s\n" % (message.seq, data) if data else b""


@lru_cache(maxsize=32)
def what_can_be_taken(place: Place, title: str) -> str:
    """Draw what appears when the run has ended well. All who watch are told it at once."""
    return stage.partial("take", "exports/take.html", {"place": place, "title": title})
