"""What pages have missed of runs, read once for all that have missed the same."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from explorer.runs.hub import in_thread

T = TypeVar("T")
Asked = tuple[asyncio.AbstractEventLoop, UUID, int]


class Replays(Generic[T]):
    """Lets those who come while one reads wait, and reads again for all of them together.

    Nobody is given what was read before they asked: it may lack what happened since.
    """

    def __init__(self, read: Callable[[UUID, int], T]) -> None:
        """``read`` returns all that a run told after an event, and how it stands now."""
        self._read_after = in_thread(read)
        self._reading: dict[Asked, asyncio.Task[T]] = {}
        self._waiting: dict[Asked, asyncio.Task[T]] = {}

    async def after(self, run_id: UUID, seq: int) -> T:
        asked = (asyncio.get_running_loop(), run_id, seq)
        if asked not in self._waiting:
            reading = self._read(asked, self._reading.get(asked))
            self._waiting[asked] = asyncio.create_task(reading)
        return await asyncio.shield(self._waiting[asked])

    async def _read(self, asked: Asked, before: asyncio.Task[T] | None) -> T:
        if before:
            await asyncio.wait({before})
        self._reading[asked] = self._waiting.pop(asked)
        try:
            return await self._read_after(*asked[1:])
        finally:
            del self._reading[asked]
