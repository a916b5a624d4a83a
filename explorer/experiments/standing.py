"""Whether the links behind open streams still stand: one question for all of them, every 2 s.

A stream of a link that was withdrawn, or has run out, closes within a few seconds.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from uuid import UUID

from django.db import OperationalError

from explorer.experiments.models import Share
from explorer.runs.hub import Watcher, hub, in_thread

BETWEEN_LOOKS_SECONDS = 2.0


class Standing:
    """Watches links while somebody follows a run through them. A message costs nothing of it."""

    def __init__(self) -> None:
        self._readers: dict[UUID, set[Watcher]] = {}
        self._looking: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watch(self, share_id: UUID, run_id: UUID) -> AsyncIterator[Watcher]:
        """Follow a run, until its link falls: then the watcher is closed."""
        async with hub.watch([run_id]) as watcher:
            self._readers.setdefault(share_id, set()).add(watcher)
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_for_good())
            try:
                yield watcher
            finally:
                self._readers[share_id].discard(watcher)
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
                for watcher in self._readers.get(share_id, ()):
                    watcher.close()


def standing_among(share_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the links that may still be used."""
    return set(Share.valid().filter(id__in=share_ids).values_list("id", flat=True))


standing = Standing()
