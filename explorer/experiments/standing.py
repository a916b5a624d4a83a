"""Whether the links behind open streams still stand: one question for all of them, every 2 s.

A stream of a link that was withdrawn, or has run out, closes within a few seconds.
"""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import aclosing, contextmanager
from uuid import UUID

from django.db import OperationalError

from explorer.experiments.models import Share
from explorer.runs.hub import in_thread

BETWEEN_LOOKS_SECONDS = 2.0
GONE = (
    b'data: <hx-partial hx-target="#run-status" hx-swap="innerHTML">'
    b'<p class="run-state">This link is no longer open.</p></hx-partial>\n\n'
    b"event: settled\ndata: \n\n"
)


class Reader:
    """One stream through a link. Waiting ends when the link falls, at no cost to each message."""

    def __init__(self) -> None:
        self.fallen = False
        self._waiting: asyncio.Timeout | None = None

    def fall(self) -> None:
        self.fallen = True
        if self._waiting:
            self._waiting.reschedule(asyncio.get_running_loop().time())

    async def next(self, told: AsyncGenerator[bytes, None]) -> bytes | None:
        """Return the next message; None at the end of them or of the link."""
        if self.fallen:
            return None
        try:
            async with asyncio.timeout(None) as self._waiting:
                return await anext(told, None)
        except TimeoutError:
            return None
        finally:
            self._waiting = None


class Standing:
    """Watches links while somebody follows a run through them."""

    def __init__(self) -> None:
        self._readers: dict[UUID, set[Reader]] = {}
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def of(self, share_id: UUID) -> Iterator[Reader]:
        """Yield a reader who is told once the link no longer stands."""
        reader = Reader()
        self._readers.setdefault(share_id, set()).add(reader)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_for_good())
        try:
            yield reader
        finally:
            self._readers[share_id].discard(reader)
            if not self._readers[share_id]:
                del self._readers[share_id]

    async def _look_for_good(self) -> None:
        while self._readers:
            await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
            asked = list(self._readers)
            try:
                standing = await in_thread(standing_among)(asked)
            except OperationalError:
                continue
            for share_id in set(asked) - standing:
                for reader in self._readers.get(share_id, ()):
                    reader.fall()


def standing_among(share_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the links that may still be used."""
    return set(Share.valid().filter(id__in=share_ids).values_list("id", flat=True))


standing = Standing()


async def while_it_stands(
    share_id: UUID, told: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """Yield what is told until the link falls; then say so, and close for good."""
    async with aclosing(told):
        with standing.of(share_id) as reader:
            while (message := await reader.next(told)) is not None:
                if message:
                    yield message
            if reader.fallen:
                yield GONE
