"""What pages have missed of runs, read once for all that have missed the same."""

import asyncio
from uuid import UUID

from explorer.runs import telling
from explorer.runs.hub import in_thread
from explorer.runs.telling import Message

Asked = tuple[asyncio.AbstractEventLoop, UUID, int]


class Replays:
    """Lets those who come while one reads wait, and reads again for all of them together.

    Nobody is given what was read before they asked: it may lack what happened since.
    """

    def __init__(self) -> None:
        self._reading: dict[Asked, asyncio.Task[Message]] = {}
        self._waiting: dict[Asked, asyncio.Task[Message]] = {}

    async def after(self, run_id: UUID, seq: int) -> Message:
        """Return all that a run told after an event, and how it stands now."""
        asked = (asyncio.get_running_loop(), run_id, seq)
        if asked not in self._waiting:
            reading = self._read(asked, self._reading.get(asked))
            self._waiting[asked] = asyncio.create_task(reading)
        return await asyncio.shield(self._waiting[asked])

    async def _read(self, asked: Asked, before: asyncio.Task[Message] | None) -> Message:
        if before:
            await asyncio.wait({before})
        self._reading[asked] = self._waiting.pop(asked)
        try:
            return await in_thread(telling.replay)(*asked[1:])
        finally:
            del self._reading[asked]


replays = Replays()
