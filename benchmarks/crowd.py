"""A crowd of students over plain sockets: cheap enough that the site is what is measured."""

import asyncio
import gzip
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

TICK = re.compile(rb"<li>(\d+):")
ENDED = re.compile(rb'data-state="(?:finished|failed|cancelled)"')
INSTEAD = b"was given instead of a new run"
STREAM = re.compile(rb'hx-sse:connect="(/[^"]+)"')
TRY_AGAIN_SECONDS = 0.3
LARGEST = 2**22
OK, REDIRECTS, TOO_MANY = 200, (302, 303), 429


class Refused(Exception):
    """The site answered with a status that no student should see."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Student:
    """One browser: cookies, one connection for pages, one for the stream, and what it noticed."""

    port: int
    code: str
    nickname: str
    params: dict[str, int]
    """What the student sets of the step before pressing Run."""
    room: str = ""
    """Where the seat is, once the student has joined."""
    cookies: dict[str, str] = field(default_factory=dict)
    page_seconds: float = 0
    joined_seconds: float = 0
    first_seconds: float = 0
    finish_seconds: float = 0
    ticks: list[int] = field(default_factory=list)
    retries: int = 0
    kept: bool = False
    """Whether a kept result answered, because the room had outgrown the workers."""
    trouble: str = ""
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def study(self) -> None:
        """Open the page, join, run, watch to the end. What fails is tried again, as one would."""
        came = time.monotonic()
        await self._until_it_works(lambda: self.get(f"/join?code={self.code}"))
        self.page_seconds = time.monotonic() - came
        asked = time.monotonic()
        await self._until_it_works(self.join)
        self.joined_seconds = time.monotonic() - asked
        clicked = time.monotonic()
        page = await self._until_it_works(self.run)
        self.kept = INSTEAD in page.body
        self._notice(page.body, clicked)
        if not ENDED.search(page.body):
            await self._watch(page.body, clicked)
        self.finish_seconds = time.monotonic() - clicked
        self.hang_up()

    async def join(self) -> Answer:
        """Give code and nickname; return the page of the seat."""
        return await self.post("/join", {"code": self.code, "nickname": self.nickname})

    async def run(self) -> Answer:
        """Press Run; return the page of the seat, which shows the run."""
        return await self.post(f"{self.room}/run", {"step": 1, **self.params})

    async def _until_it_works(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        while True:
            try:
                return await ask()
            except (OSError, EOFError):
                self.retries += 1
                self.hang_up()
                await asyncio.sleep(TRY_AGAIN_SECONDS)

    def _notice(self, told: bytes, clicked: float) -> None:
        for step in TICK.findall(told):
            self.first_seconds = self.first_seconds or time.monotonic() - clicked
            self.ticks.append(int(step))

    async def _watch(self, page: bytes, clicked: float) -> None:
        """Follow the page's stream as a browser does: resume where it broke off."""
        found = STREAM.search(page)
        if found is None:
            return
        path, last = found[1].decode().replace("&amp;", "&"), ""
        while True:
            try:
                reader, writer = await self._connect()
                headers = f"Accept: text/event-stream\r\n{last}"
                writer.write(self._head("GET", path, headers).encode())
                async for line in reader:
                    if line.startswith(b"id: "):
                        last = f"Last-Event-ID: {line[4:].decode().strip()}\r\n"
                    self._notice(line, clicked)
                    if ENDED.search(line):
                        writer.close()
                        return
                writer.close()
            except OSError:
                pass
            self.retries += 1
            await asyncio.sleep(TRY_AGAIN_SECONDS)

    # Plain HTTP.

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path)

    async def post(self, path: str, data: Mapping[str, int | str]) -> Answer:
        """Send a form; follow where it leads."""
        return await self._ask("POST", path, urlencode(data))

    async def _ask(self, method: str, path: str, body: str = "") -> Answer:
        answer = await self._exchange(method, path, body)
        if answer.status in REDIRECTS:
            self.room = answer.headers["location"]
            return await self._ask("GET", answer.headers["location"])
        if answer.status != OK:
            raise Refused(f"{method} {path} was answered with {answer.status}")
        return answer

    async def _exchange(self, method: str, path: str, body: str) -> Answer:
        if self._line is None:
            self._line = await self._connect()
        reader, writer = self._line
        headers = "Accept-Encoding: gzip\r\n"
        if method == "POST":
            headers += (
                f"Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\nX-CSRFToken: {self.cookies['csrftoken']}\r\n"
            )
        writer.write((self._head(method, path, headers) + body).encode())
        return await self._read(reader)

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers: dict[str, str] = {}
        for line in filter(None, head[1:]):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, held = value.partition(";")[0].partition("=")
                self.cookies[cookie] = held
            headers[name.lower()] = value
        body = await reader.readexactly(int(headers["content-length"]))
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(int(head[0].split()[1]), headers, body)

    def _head(self, method: str, path: str, headers: str) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n{headers}\r\n"

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, limit=LARGEST)

    def hang_up(self) -> None:
        if self._line:
            self._line[1].close()
        self._line = None


async def come(students: list[Student], seconds: float) -> None:
    """Let them come evenly, whether or not those before have been served."""
    began = time.monotonic()
    at_work = []
    for number, student in enumerate(students):
        await asyncio.sleep(max(0, began + number * seconds / len(students) - time.monotonic()))
        at_work.append(asyncio.create_task(_study(student)))
    await asyncio.gather(*at_work)


async def _study(student: Student) -> None:
    try:
        await student.study()
    except (Refused, OSError, EOFError, KeyError) as error:
        student.trouble = f"{type(error).__name__}: {error}"
