"""Bounds what is sent here, before Django spools it: no lab takes more than its largest uploads."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from django.conf import settings

from labs.contract import Lab, Upload
from labs.registry import labs

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MEGABYTE = 1_000_000
OVERSIZE = "explorer.oversize"
"""Set in the scope of a request whose body was dropped for its size."""


def most_bytes() -> int:
    """Return how long the longest form of any lab may be, files and text together."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + max(sum(_uploads(lab)) for lab in labs().values())


def _uploads(lab: Lab) -> Iterator[int]:
    controls = map(lab.params.control, lab.params.model_fields)
    return (round(each.max_mb * MEGABYTE) for each in controls if isinstance(each, Upload))


def bounded(application: Application) -> Application:
    """Hand on bodies of at most ``most_bytes``; drop a longer one, and say so in the scope."""
    most = most_bytes()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = _Body(scope, receive, most).receive
        await application(scope, receive, send)

    return answer


class _Body:
    """Counts what comes, whether or not its length was declared."""

    def __init__(self, scope: Scope, receive: Receive, most: int) -> None:
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        self._scope, self._receive = scope, receive
        self._left = most
        self._dropped = False
        scope[OVERSIZE] = not declared.isdigit() or int(declared[:18]) > most

    async def receive(self) -> Message:
        if self._dropped:
            return await self._disconnected()
        if not self._scope[OVERSIZE]:
            message = await self._receive()
            self._left -= len(message.get("body", b""))
            if self._left >= 0:
                return message
        self._scope[OVERSIZE] = self._dropped = True
        return {"type": "http.request", "body": b""}

    async def _disconnected(self) -> Message:
        """Throw away what still comes, so that the client reads the answer and not a reset."""
        while (message := await self._receive())["type"] != "http.disconnect":
            pass
        return message
