"""One stream a page: a student's tells of room and run, a teacher's of the whole wall."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET

from explorer.runs import telling as run_telling
from explorer.runs.hub import hub, in_thread
from explorer.runs.stream import (
    HEARTBEAT_SECONDS,
    Cursors,
    asked_cursors,
    event_stream,
    take,
    written,
)
from explorer.runs.telling import Message
from explorer.workshops.access import access_seat, access_taught
from explorer.workshops.models import SeatState
from explorer.workshops.pooling import PoolPage, drawn_pool
from explorer.workshops.room_views import pool_page
from explorer.workshops.seat_pages import TOKEN
from explorer.workshops.selectors import doings, step_of
from explorer.workshops.telling import AGAIN, ROOMS, RoomNews, SeatNow, away
from explorer.workshops.wall_telling import WALLS, WallNews, places, seat_number

STILL_HERE = b": still here\n\n"
RETRY = b"retry: 300\n\n"
BETWEEN_DRAWINGS_SECONDS = 0.2
BETWEEN_POOLS_SECONDS = 2.0
"""A class's law is fitted anew for each drawing."""
BYTES_A_DRAWING = 10_000
"""A wall is drawn at most five times a second, with at most 50 kB."""


@dataclass
class Follower:
    """One student's page: what it shows, and how it follows the room."""

    room_id: UUID
    seat_id: UUID
    step: int
    state: str
    token: str
    cursors: Cursors
    done: bool
    asked: bool = False
    over: bool = False
    runs: set[UUID] = field(default_factory=set)

    def follow(self, news: RoomNews) -> bytes:
        """Return what this page must be told of the room."""
        self.cursors[self.room_id] = news.seq
        now = news.seats.get(self.seat_id)
        if now is None or now.state != self.state:
            self.over = True
            gone = now is None or now.state == SeatState.LEFT
            return written(away() if gone else AGAIN, self.cursors)
        html = self._moved(news, now) + news.bars.get(now.step, "")
        return written(html.replace(TOKEN, self.token), self.cursors)

    def _moved(self, news: RoomNews, now: SeatNow) -> str:
        """Return the step where it is another now, or was taken back to its beginning."""
        done, asked = now.step in now.done, now.asked
        same = now.step == self.step and (done or not self.done) and asked == self.asked
        if same:
            return ""
        if done or asked != self.asked:
            self.over = True
            return AGAIN
        self.step, self.done = now.step, False
        self._stop_runs()
        return news.fresh[now.step]

    def _stop_runs(self) -> None:
        for run_id in self.runs:
            self.cursors.pop(run_id, None)
        self.runs.clear()


@require_GET
async def seat_stream(request: HttpRequest, room_id: UUID) -> StreamingHttpResponse:
    """Tell a student's page of the room, and of the run it shows."""
    cursors = asked_cursors(request)
    follower = await in_thread(_follower)(request, room_id, cursors)
    return event_stream(_followed(follower))


def _follower(request: HttpRequest, room_id: UUID, cursors: Cursors) -> Follower:
    """Let a page follow its own room and the runs of its own seat. Raises: Http404."""
    seat = access_seat(request, room_id)
    runs = {each for each in cursors if each != room_id}
    asked = seat.seat_runs.filter(run_id__in=runs).values_list("run_id", flat=True)
    if runs - set(asked):
        raise Http404("no such stream")
    step = step_of(seat, seat.room)
    done = bool(doings(seat, step))
    wanted = bool(seat.show_asked_at and not seat.show_agreed_at)
    token = get_token(request)
    return Follower(
        room_id, seat.id, step, seat.state, token, cursors, done, asked=wanted, runs=runs
    )


async def _followed(follower: Follower) -> AsyncGenerator[bytes, None]:
    runs = set(follower.runs)
    async with hub.watch(runs, also=[(ROOMS, follower.room_id)]) as watcher:
        yield RETRY
        for run_id in runs:
            missed = await in_thread(run_telling.replay)(run_id, follower.cursors[run_id])
            yield take(missed, follower.cursors, set())
        while not (watcher.overrun or follower.over):
            try:
                message = await asyncio.wait_for(watcher.inbox.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield STILL_HERE
                continue
            if told := await _told(follower, message):
                yield told


async def _told(follower: Follower, message: Message) -> bytes:
    if isinstance(message, RoomNews):
        behind = message.seq > follower.cursors.get(follower.room_id, -1)
        return follower.follow(message) if behind else b""
    at = follower.cursors.get(message.run_id)
    if at is None:
        return b""
    if message.seq > at != message.after:
        message = await in_thread(run_telling.replay)(message.run_id, at)
    elif message.after < at:
        return b""
    return take(message, follower.cursors, set())


@require_GET
async def wall_stream(request: HttpRequest, room_id: UUID) -> StreamingHttpResponse:
    """Tell a teacher's page how every student stands; ``to`` is the last seat that it has."""
    room = await in_thread(access_taught)(request, room_id)
    to = request.GET.get("to", "0")
    return event_stream(_wall(room.id, int(to) if to.isascii() and to.isdigit() else 0))


async def _wall(room_id: UUID, last_seat: int) -> AsyncGenerator[bytes, None]:
    sent: dict[str, str] = {}
    async with hub.watch((), also=[(WALLS, room_id)]) as watcher:
        yield RETRY
        pieces: Mapping[str, str] = {}
        while not watcher.overrun:
            pieces = await _newest(watcher.inbox, pieces, wait=_all_sent(pieces, sent))
            seats = max([last_seat, *map(seat_number, pieces)])
            if seats > last_seat:
                # By a message of its own: htmx looks for all targets of one before it swaps any.
                yield written(places(last_seat + 1, seats), {room_id: 0})
                last_seat = seats
                await asyncio.sleep(BETWEEN_DRAWINGS_SECONDS)
            yield written(_drawing(pieces, sent), {room_id: 0}) or STILL_HERE
            await asyncio.sleep(BETWEEN_DRAWINGS_SECONDS)


@require_GET
async def class_stream(request: HttpRequest, room_id: UUID) -> StreamingHttpResponse:
    """Have the projector's page load itself again when the room changes."""
    cursors = asked_cursors(request)
    room = await in_thread(access_taught)(request, room_id)
    return event_stream(_class(room.id, cursors))


async def _class(room_id: UUID, cursors: Cursors) -> AsyncGenerator[bytes, None]:
    said = ""
    async with hub.watch((), also=[(ROOMS, room_id), (WALLS, room_id)]) as watcher:
        yield RETRY
        while not watcher.overrun:
            try:
                message = await asyncio.wait_for(watcher.inbox.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield STILL_HERE
                continue
            if isinstance(message, WallNews) and message.pieces["summary"] != said:
                said = message.pieces["summary"]
                yield written(said, cursors)
            elif isinstance(message, RoomNews) and message.seq > cursors.get(room_id, 0):
                yield written(AGAIN, cursors | {room_id: message.seq})
                return


@require_GET
async def pool_stream(request: HttpRequest, room_id: UUID, number: int) -> StreamingHttpResponse:
    """Draw the class's experiment anew as its runs tell more."""
    page = await in_thread(pool_page)(request, room_id, number)
    return event_stream(_pool(page))


async def _pool(page: PoolPage) -> AsyncGenerator[bytes, None]:
    said: dict[str, str] = {}
    async with hub.watch((), also=[(WALLS, page.room.id)]) as watcher:
        yield RETRY
        while not watcher.overrun:
            try:
                await asyncio.wait_for(watcher.inbox.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield STILL_HERE
                continue
            while not watcher.inbox.empty():
                watcher.inbox.get_nowait()
            drawn = await in_thread(drawn_pool)(page)
            yield written(_drawing(drawn, said), {page.room.id: 0}) or STILL_HERE
            await asyncio.sleep(BETWEEN_POOLS_SECONDS)


def _all_sent(pieces: Mapping[str, str], sent: Mapping[str, str]) -> bool:
    return all(sent.get(target) == html for target, html in pieces.items())


async def _newest(
    inbox: "asyncio.Queue[Message]", pieces: Mapping[str, str], *, wait: bool
) -> Mapping[str, str]:
    """Return the newest state of the wall; what came between is not worth telling."""
    if wait and inbox.empty():
        try:
            first = await asyncio.wait_for(inbox.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return pieces
        pieces = first.pieces if isinstance(first, WallNews) else pieces
    while not inbox.empty():
        message = inbox.get_nowait()
        pieces = message.pieces if isinstance(message, WallNews) else pieces
    return pieces


def _drawing(pieces: Mapping[str, str], sent: dict[str, str]) -> str:
    """Take what changed, as much as one drawing may hold; the rest comes with the next."""
    drawing: list[str] = []
    size = 0
    for target, html in pieces.items():
        if sent.get(target) == html:
            continue
        size += len(html.encode())
        if drawing and size > BYTES_A_DRAWING:
            break
        drawing.append(html)
        sent[target] = html
    return "".join(drawing)
