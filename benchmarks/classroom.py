"""A class comes all at once: how long each waits, what is lost, what a student costs.

    python -m benchmarks.classroom [--students 30 200 1000] [--own] [--faults] [--hog]

A whole site of its own (Postgres, Valkey, web, reaper, workers) in a temporary folder, and an open
loop: students come evenly, whether or not those before have been served. Each opens the page,
starts a 2-second run and watches it to its end. By default all run the step's preset, which the
site computes once; with ``--own`` each has a seed of their own. ``--faults`` kills one worker and
the web process on the way. ``--hog`` has one guest submit 500 runs before another room comes.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

import psutil

from benchmarks.crowd import Student, come
from tests.faults.stack import Child, Stack

STEPS, REST_MS = 20, 100
SECONDS = {30: 10.0, 200: 20.0, 1000: 60.0}
PATIENCE_SECONDS = 300
seeds = count(1)


@dataclass
class Cost:
    """What the site's processes had used at a moment."""

    cpu: dict[str, float]
    rss: dict[str, float]

    @classmethod
    def of(cls, stack: Stack, workers: list[Child]) -> "Cost":
        roots = {
            "web": [stack.web.process],
            "workers": [each.process for each in workers],
            "postgres": [stack.postgres.process],
            "valkey": [stack.valkey.process],
        }
        cpu, rss = {}, {}
        for name, processes in roots.items():
            found = [each for root in processes if root for each in _family(root.pid)]
            cpu[name] = sum(_used(each) for each in found)
            rss[name] = sum(_rss(each) for each in found)
        cpu["this benchmark"] = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        rss["this benchmark"] = 0
        return cls(cpu, rss)


def _family(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0
    return float(times.user + times.system + times.children_user + times.children_system)


def _rss(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def lesson(*, own: bool, preset: int) -> dict[str, int]:
    """Return the settings of a 2-second run: the class's preset, or with a seed of one's own."""
    return {
        "steps": STEPS, "rest_ms": REST_MS, "checkpoint_every": 5,
        "seed": next(seeds) if own else preset,
    }  # fmt: skip


async def attend(
    stack: Stack, workers: list[Child], number: int, *, own: bool, faults: bool
) -> None:
    """Let a class come, and print how it went."""
    seconds = SECONDS.get(number, number / 10)
    preset = 10**8 + next(seeds)
    students = [Student(stack.port, lesson(own=own, preset=preset)) for _ in range(number)]
    before = Cost.of(stack, workers)
    peak = asyncio.create_task(_peak(stack, workers))
    trouble = asyncio.create_task(_kill(stack, workers, seconds)) if faults else None
    try:
        async with asyncio.timeout(seconds + PATIENCE_SECONDS):
            await come(students, seconds)
    except TimeoutError:
        print(f"  ended after {seconds + PATIENCE_SECONDS:.0f} s with students still waiting")
    if trouble:
        await trouble
    peak.cancel()
    how = "a run of their own" if own else "the preset, computed once"
    print(f"{number} students in {seconds:.0f} s, each starts {how}"
          f"{', one worker and the web process killed' if faults else ''}")  # fmt: skip
    report(students)
    cost(stack, workers, before, number, after_faults=faults)


async def _peak(stack: Stack, workers: list[Child]) -> None:
    while True:
        await asyncio.sleep(1)


async def _kill(stack: Stack, workers: list[Child], seconds: float) -> None:
    """Kill -9 a worker after a third of the time and the web process after two."""
    await asyncio.sleep(seconds / 3)
    workers[-1].kill()
    workers[-1].start()
    await asyncio.sleep(seconds / 3)
    stack.web.kill()
    stack.web.start()


def report(students: list[Student]) -> None:
    say("page ready", [each.page_seconds for each in students if each.page_seconds])
    say("first event", [each.first_seconds for each in students if each.first_seconds])
    say("finish", [each.finish_seconds for each in students if each.finish_seconds])
    expected = list(range(1, STEPS + 1))
    lost = sum(len(set(expected) - set(each.ticks)) for each in students)
    doubled = sum(len(each.ticks) - len(set(each.ticks)) for each in students)
    troubled = [each.trouble for each in students if each.trouble]
    print(f"  lost: {lost} of {STEPS * len(students)} events; told twice: {doubled}; "
          f"tried again: {sum(each.retries for each in students)}; failed: {len(troubled)}")  # fmt: skip
    for said in sorted(set(troubled))[:3]:
        print(f"    {said}")


def say(name: str, values: list[float]) -> None:
    ordered = sorted(values)
    if not ordered:
        print(f"  {name}: nobody")
        return
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"  {name}: p50 {median(ordered):.2f} s, p95 {p95:.2f} s, max {ordered[-1]:.2f} s")


def cost(
    stack: Stack, workers: list[Child], before: Cost, students: int, *, after_faults: bool
) -> None:
    if after_faults:
        return
    now = Cost.of(stack, workers)
    used = {name: now.cpu[name] - before.cpu[name] for name in now.cpu}
    print("  CPU-s: " + ", ".join(f"{name} {spent:.1f}" for name, spent in used.items())
          + f"; a student costs the web {1000 * used['web'] / students:.0f} ms")  # fmt: skip
    grown = now.rss["web"] - before.rss["web"]
    print(f"  memory: web {now.rss['web'] / 1e6:.0f} MB, {grown / students / 1000:.0f} kB a student")


@contextmanager
def site(workers: int) -> Iterator[tuple[Stack, list[Child]]]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        stack = Stack(home)
        stack.postgres.start()
        stack.migrate()
        try:
            stack.up()
            with another(stack, workers - 1) as more:
                yield stack, [stack.worker, *more]
        finally:
            stack.down()


@contextmanager
def another(stack: Stack, workers: int) -> Iterator[list[Child]]:
    if workers < 1:
        yield []
        return
    with stack.another_worker() as one, another(stack, workers - 1) as more:
        yield [one, *more]


def warm_up(stack: Stack) -> None:
    """Load the page and run once on each worker, as a site that has been up for a while has."""
    ben = stack.browser()
    for seed in range(2):
        ben.open("/labs/clockwork").read()
        run = ben.submit(steps=2, seed=10**9 + seed)
        stack.wait_for(run, "finished")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[30, 200, 1000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--own", action="store_true", help="each has a seed of their own")
    parser.add_argument("--faults", action="store_true", help="kill a worker and the web process")
    given = parser.parse_args()
    with site(given.workers) as (stack, workers):
        warm_up(stack)
        for number in given.students:
            asyncio.run(attend(stack, workers, number, own=given.own, faults=given.faults))


if __name__ == "__main__":
    main()
