import asyncio
import os

from asgiref.sync import sync_to_async
from django import setup
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explorer.settings")
os.environ.setdefault("DATABASE_POOL", "true")

from explorer.bodies import bounded

AT_ONCE = 32
"""So few that each gets one of the pool's connections before waiting for it is refused. With 8 at
a time, short requests waited behind long ones: a class of 200 saw its first events twice as late.
"""


class InOneThread(ASGIHandler):
    """Answers each request in one thread, whole.

    Django's own handler changes threads for every middleware, there and back, which costs more
    than most pages do. Views that stream still do so on the event loop.
    """

    def __init__(self) -> None:
        super().__init__()
        self._turns = asyncio.Semaphore(AT_ONCE)

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - Django says True
        super().load_middleware(is_async=False)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and hold no connection while a stream goes on: its thread lives as long as it."""
        response = super().get_response(request)
        if response.streaming:
            connections.close_all()
        return response

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        async with self._turns:
            return await sync_to_async(self.get_response)(request)


setup(set_prefix=False)
application = bounded(InOneThread())
