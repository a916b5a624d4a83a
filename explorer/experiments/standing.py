"""Whether the links behind open streams still stand: one question for all of them, twice a second.

A stream of a link that was withdrawn, or has run out, closes within a few seconds.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing, asynccontextmanager
from typing import Any
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


class Standing:
    """Watches links while somebody follows a run through them."""

    def __init__(self) -> None:
        self._fallen: dict[UUID, set[asyncio.Event]] = {}
        self._looking: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def of(self, share_id: UUID) -> AsyncIterator[asyncio.Event]:
        """Yield what is set once the link no longer stands."""
        fallen = asyncio.Event()
        self._fallen.setdefault(share_id, set()).add(fallen)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_for_good())
        try:
            yield fallen
        finally:
            self._fallen[share_id].discard(fallen)
            if not self._fallen[share_id]:
                del self._fallen[share_id]

    async def _look_for_good(self) -> None:
        while self._fallen:
            await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
            asked = list(self._fallen)
            try:
                standing = await in_thread(standing_among)(asked)
            except OperationalError:
                continue
            for share_id in set(asked) - standing:
                for fallen in self._fallen.get(share_id, ()):
                    fallen.set()


def standing_among(share_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the links that may still be used."""
    return set(Share.valid().filter(id__in=share_ids).values_list("id", flat=True))


standing = Standing()


async def while_it_stands(
    share_id: UUID, told: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """Yield what is told until the link falls; then say so, and close for good."""
    async with aclosing(told), standing.of(share_id) as fallen:
        falling = asyncio.ensure_future(fallen.wait())
        try:
            while message := await _next(told, falling):
                yield message
        finally:
            falling.cancel()
        if fallen.is_set():
            yield GONE


async def _next(told: AsyncGenerator[bytes, None], falling: "asyncio.Future[Any]") -> bytes:
    """Return the next message, or nothing at the end of them or of the link."""
    coming = asyncio.ensure_future(_first_told(told))
    try:
        await asyncio.wait([coming, falling], return_when="FIRST_COMPLETED")
        return b"" if falling.done() else coming.result()
    finally:
        coming.cancel()
        await asyncio.wait({coming})


async def _first_told(told: AsyncGenerator[bytes, None]) -> bytes:
    """Return the next message that is not empty; an empty one only at the end."""
    async for message in told:
        if message:
            return message
    return b""
