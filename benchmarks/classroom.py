"""A class comes all at once: how long each waits, what is lost, what a student costs.

    python -m benchmarks.classroom [--students 30 200 1000] [--own] [--faults] [--hog]

A whole site of its own (Postgres, Valkey, two web processes, reaper, two workers) in a temporary
folder, and an open loop: students come evenly, whether or not those before have been served. Each
opens the page, joins with the code, starts a 2-second run and watches it to its end; the teacher's
wall is open.
By default all run the step's preset, which the site computes once; with ``--own`` each has a seed
of their own. ``--faults`` kills one worker and both web processes on the way. ``--hog`` lets one
guest of another room submit 500 runs, and times the first event of a quiet room with and without.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

import psutil

from benchmarks.crowd import Student, come
from tests.browser.site import Site
from tests.faults import stack as faults_stack
from tests.faults.stack import ROOT, Child, Stack

STEPS, REST_MS = 20, 100
SECONDS = {30: 10.0, 200: 20.0, 1000: 60.0}
PATIENCE_SECONDS = 120
HOGGED = 500
seeds = count(1)

OPEN_ROOM = """
import json
from django.core.signing import get_cookie_signer
from explorer.accounts.models import Guest
from explorer.workshops.plans import Plan, Step
from explorer.workshops.rooms import open_room
settings = {settings!r}
steps = [
    Step(lab="clockwork", title=title, settings=settings, shows={{"seed": "offered"}})
    for title in {titles!r}
]
teacher = Guest.objects.create()
room = open_room(teacher, Plan(title="A class", steps=tuple(steps)))
cookie = get_cookie_signer(salt="guestguest").sign(teacher.id.hex)
print(json.dumps({{"id": str(room.id), "code": room.code, "cookie": cookie}}))
"""
SUBMIT = """
from uuid import UUID
from explorer.accounts.models import Guest
from explorer.runs.services import start_run
from labs.registry import labs
lab, guest = labs()["clockwork"], Guest.objects.create()
for seed in range({first}, {first} + {runs}):
    params = lab.params(steps={steps}, rest_ms={rest_ms}, seed=seed)
    start_run(lab, params, guest, budget=None, room=UUID("{room}"))
"""


@dataclass
class Class:
    """A room whose every step is the 2-second run."""

    stack: Stack
    titles: tuple[str, ...] = ("Tick",)
    seed: int = field(default_factory=lambda: 10**8 + next(seeds))

    def __post_init__(self) -> None:
        settings = {
            "steps": STEPS, "rest_ms": REST_MS, "checkpoint_every": 5, "seed": self.seed
        }  # fmt: skip
        told = json.loads(
            shell(self.stack, OPEN_ROOM.format(settings=settings, titles=self.titles))
        )
        self.id, self.code, self.cookie = told["id"], told["code"], told["cookie"]

    def student(self, number: int, *, own: bool) -> Student:
        params = {"seed": next(seeds)} if own else {}
        return Student(self.stack.port, self.code, f"Student {number}", params)


def shell(stack: Stack, code: str) -> str:
    command = [sys.executable, "-m", "django", "shell", "--verbosity=0", "-c", code]
    return subprocess.run(
        command, env=stack.env, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


@dataclass
class Wall:
    """The teacher's page, as its stream comes."""

    room: Class
    size: int = 0
    updates: int = 0

    async def watch(self) -> None:
        while True:
            with suppress(OSError):
                await self._follow()
            await asyncio.sleep(0.3)

    async def _follow(self) -> None:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self.room.stack.port, limit=2**22
        )
        path = f"/rooms/{self.room.id}/stream?to=0"
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: guest={self.room.cookie}\r\n\r\n".encode()
        )
        async for line in reader:
            self.size += len(line)
            self.updates += line.startswith(b"id: ")
        writer.close()


@dataclass
class Cost:
    """What the site's processes had used at a moment, in CPU-seconds, and what the web held."""

    cpu: dict[str, float]
    web_bytes: float

    @classmethod
    def of(cls, stack: Stack, workers: list[Child]) -> "Cost":
        roots = {
            "web": [stack.web], "workers": workers,
            "postgres": [stack.postgres], "valkey": [stack.valkey],
        }  # fmt: skip
        cpu = {
            name: sum(_used(each.process.pid) for each in children if each.process)
            for name, children in roots.items()
        }
        cpu["this benchmark"] = time.process_time()
        web = stack.web.process
        return cls(cpu, _held(web.pid) if web else 0)


def _used(pid: int) -> float:
    try:
        root = psutil.Process(pid)
        times = [each.cpu_times() for each in (root, *root.children(recursive=True))]
    except psutil.NoSuchProcess:
        return 0
    own = root.cpu_times()
    return float(sum(each.user + each.system for each in times)
                 + own.children_user + own.children_system)  # fmt: skip


def _held(pid: int) -> float:
    root = psutil.Process(pid)
    family = (root, *root.children(recursive=True))
    return float(sum(each.memory_full_info().pss for each in family))


async def attend(
    stack: Stack, workers: list[Child], number: int, *, own: bool, faults: bool
) -> None:
    """Let a class come, and print how it went."""
    seconds, room = SECONDS.get(number, number / 10), Class(stack)
    wall = Wall(room)
    watching = asyncio.create_task(wall.watch())
    students = [room.student(each, own=own) for each in range(number)]
    before, began = Cost.of(stack, workers), time.monotonic()
    trouble = asyncio.create_task(_kill(stack, workers, seconds)) if faults else None
    try:
        async with asyncio.timeout(seconds + PATIENCE_SECONDS):
            await come(students, seconds)
    except TimeoutError:
        print(f"  ended after {seconds + PATIENCE_SECONDS:.0f} s with students still waiting")
    if trouble:
        await trouble
    took = time.monotonic() - began
    watching.cancel()
    how = "a run of their own" if own else "the preset, computed once"
    print(f"{number} students in {seconds:.0f} s, each starts {how}"
          f"{', one worker and both web processes killed' if faults else ''}")  # fmt: skip
    report(students)
    print(f"  wall: {wall.size / took / 1000:.0f} kB/s, {wall.updates / took:.1f} updates a second")
    if not faults:
        cost(before, Cost.of(stack, workers), number)


async def _kill(stack: Stack, workers: list[Child], seconds: float) -> None:
    """Kill -9 a worker after a third of the time, and both web processes after another."""
    await asyncio.sleep(seconds / 3)
    workers[-1].kill()
    workers[-1].start()
    await asyncio.sleep(seconds / 3)
    stack.web.kill()
    stack.web.start()


def report(students: list[Student]) -> None:
    say("page ready", [each.page_seconds for each in students if each.page_seconds])
    say("joined", [each.joined_seconds for each in students if each.joined_seconds])
    say("first event", [each.first_seconds for each in students if each.first_seconds])
    say("finish", [each.finish_seconds for each in students if each.finish_seconds])
    expected = set(range(1, STEPS + 1))
    lost = sum(len(expected - set(each.ticks)) for each in students)
    doubled = sum(len(each.ticks) - len(set(each.ticks)) for each in students)
    kept = sum(each.kept for each in students)
    troubled = [each.trouble for each in students if each.trouble]
    print(f"  lost: {lost} of {STEPS * len(students)} events; told twice: {doubled}; answered by "
          f"a kept result: {kept}; tried again: {sum(each.retries for each in students)}; "
          f"failed: {len(troubled)}")  # fmt: skip
    for said in sorted(set(troubled))[:3]:
        print(f"    {said}")


def say(name: str, values: list[float]) -> None:
    ordered = sorted(values)
    if not ordered:
        print(f"  {name}: nobody")
        return
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"  {name}: p50 {median(ordered):.2f} s, p95 {p95:.2f} s, max {ordered[-1]:.2f} s "
          f"({len(ordered)})")  # fmt: skip


def cost(before: Cost, now: Cost, students: int) -> None:
    used = {name: now.cpu[name] - before.cpu[name] for name in now.cpu}
    print("  CPU-s: " + ", ".join(f"{name} {spent:.1f}" for name, spent in used.items())
          + f"; a student costs the web {1000 * used['web'] / students:.0f} ms")  # fmt: skip
    grown = now.web_bytes - before.web_bytes
    print(f"  memory: web {now.web_bytes / 1e6:.0f} MB, "
          f"{grown / students / 1000:.0f} kB a student")  # fmt: skip


async def quiet_room(stack: Stack, students: int) -> list[float]:
    """Return how long each of a few students who come one by one waits for the first event."""
    room, waited = Class(stack), []
    for number in range(students):
        student = room.student(number, own=True)
        await come([student], 0)
        waited.append(student.first_seconds)
    return waited


def hog(stack: Stack) -> None:
    alone = asyncio.run(quiet_room(stack, 10))
    other = Class(stack)
    shell(stack, SUBMIT.format(
        first=10**7, runs=HOGGED, steps=STEPS, rest_ms=REST_MS, room=other.id
    ))  # fmt: skip
    beside = asyncio.run(quiet_room(stack, 10))
    say("first event of a quiet room", alone)
    say(f"the same while {HOGGED} runs of one guest wait", beside)
    print(f"  ratio of the medians: {median(beside) / median(alone):.2f}")


@contextmanager
def site(workers: int) -> Iterator[tuple[Site, list[Child]]]:
    faults_stack.PATIENCE_SECONDS = PATIENCE_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        stack = Site(home)
        # A site that starts again has its bytecode.
        stack.env.pop("PYTHONDONTWRITEBYTECODE", None)
        stack.env["PYTHONPYCACHEPREFIX"] = str(home / "bytecode")
        stack.web.command += ["--workers", "2", "--timeout-worker-healthcheck", "30"]
        stack.postgres.start()
        stack.migrate()
        stack.collect()
        try:
            stack.up()
            with _more(stack, workers - 1) as more:
                yield stack, [stack.worker, *more]
        finally:
            stack.down()


@contextmanager
def _more(stack: Stack, workers: int) -> Iterator[list[Child]]:
    if workers < 1:
        yield []
        return
    with stack.another_worker() as one, _more(stack, workers - 1) as more:
        yield [one, *more]


def warm_up(stack: Stack) -> None:
    """Load the pages and run once, as a site that has been up for a while has."""
    ben = stack.browser()
    ben.open("/labs/clockwork").read()
    stack.wait_for(ben.submit(steps=2, seed=10**9), "finished")
    asyncio.run(quiet_room(stack, 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="*", default=[30, 200, 1000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--own", action="store_true", help="each has a seed of their own")
    parser.add_argument("--faults", action="store_true", help="kill a worker and all web processes")
    parser.add_argument("--hog", action="store_true", help="500 runs of one guest beside a room")
    given = parser.parse_args()
    with site(given.workers) as (stack, workers):
        warm_up(stack)
        for number in given.students:
            asyncio.run(attend(stack, workers, number, own=given.own, faults=given.faults))
        if given.hog:
            hog(stack)


if __name__ == "__main__":
    main()
