"""A teacher leads a class: how soon each student's screen follows.

    python -m benchmarks.pace [--students 200] [--moves 20]

A whole site of its own, as in ``benchmarks.classroom``. Every student has the page open, and its
stream; the teacher's wall is open too. The teacher takes all to another step, again and again, and
pauses in between. Measured is from the moment before the teacher's request is sent to the moment
at which a student's browser has the new step, or the word of the pause, in its hands.
"""

import argparse
import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape

from benchmarks.classroom import Class, Cost, Wall, say, site, warm_up
from benchmarks.crowd import LARGEST, STREAM, Student
from tests.faults.stack import Stack

TITLES = ("Tick", "Tock")
PATIENCE_SECONDS = 20
AT_ONCE = 20
"""Students who join at the same time: how fast a class comes is not what is measured here."""


@dataclass
class Screen:
    """One student's page, with when it was last told something that was waited for."""

    student: Student
    waits_for: bytes = b""
    told: asyncio.Event = field(default_factory=asyncio.Event)
    told_at: float = 0

    async def follow(self, connected: asyncio.Semaphore) -> None:
        async with connected:
            await self.student.get(f"/join?code={self.student.code}")
            page = await self.student.join()
            found = STREAM.search(page.body)
            assert found, "the page follows no room"
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", self.student.port, limit=LARGEST
            )
            cookies = "; ".join(f"{name}={held}" for name, held in self.student.cookies.items())
            writer.write(
                f"GET {unescape(found[1].decode())} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Accept: text/event-stream\r\nCookie: {cookies}\r\n\r\n".encode()
            )
            await reader.readuntil(b"retry: ")
        self.told.set()
        async for line in reader:
            if self.waits_for and self.waits_for in line:
                self.told_at, self.waits_for = time.monotonic(), b""
                self.told.set()

    def wait_for(self, what: bytes) -> None:
        self.told.clear()
        self.waits_for = what


async def moved(screens: list[Screen], teacher: Student, path: str, how: Mapping[str, int | str],
                what: str) -> list[float]:  # fmt: skip
    """Let the teacher do something; return how many seconds later each screen was told."""
    for each in screens:
        each.wait_for(what.encode())
    began = time.monotonic()
    answer = asyncio.create_task(teacher.post(f"{teacher.room}/{path}", how))
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(each.told.wait() for each in screens))
    await answer
    return [each.told_at - began for each in screens]


async def lead(stack: Stack, students: int, moves: int) -> None:
    room = Class(stack, titles=TITLES)
    watching = asyncio.create_task(Wall(room).watch())
    screens = [Screen(room.student(number, own=False)) for number in range(students)]
    few = asyncio.Semaphore(AT_ONCE)
    following = [asyncio.create_task(each.follow(few)) for each in screens]
    await asyncio.gather(*(each.told.wait() for each in screens))
    teacher = Student(stack.port, room.code, "Teacher", {}, room=f"/rooms/{room.id}")
    teacher.cookies["guest"] = room.cookie
    await teacher.get(teacher.room)
    before = Cost.of(stack, [])
    steps, pauses = [], []
    for number in range(moves):
        there = 2 - number % 2  # they are on the first
        to: Mapping[str, int | str] = {"pace": "teacher", "first": there, "last": there}
        steps += await moved(screens, teacher, "pace", to, f"<h1>{TITLES[there - 1]}</h1>")
        says = {"pause": "no" if number % 2 else "yes"}
        pauses += await moved(screens, teacher, "pause", says, "room-bar")
    used = Cost.of(stack, []).cpu["web"] - before.cpu["web"]
    for each in (*following, watching):
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each
    print(f"{students} students follow a teacher's {moves} moves and {moves} pauses")
    say("another step", steps)
    say("a pause, or its end", pauses)
    print(f"  CPU: the web {1e3 * used / moves / 2:.0f} ms a move, for all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--moves", type=int, default=20)
    given = parser.parse_args()
    with site(1) as (stack, _):
        warm_up(stack)
        asyncio.run(lead(stack, given.students, given.moves))


if __name__ == "__main__":
    main()
