"""How late events reach a hundred watchers of one run, and how soon a warm run's first event.

    python -m benchmarks.stream [--watchers 100] [--starts 30]

Starts a whole site (Postgres, Valkey, web, worker, reaper) in a temporary folder. The named peer
for lateness is the same stream with a single watcher, in the same run. Nothing happens before all
watch: a stream costs more to open than an event to tell. Lateness is as noisy as the machine, so it
is measured several times; CPU time of the web process for each event that reached somebody travels
better from one machine to another.
"""

import argparse
import asyncio
import os
import re
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

import psutil

from tests.faults.stack import Browser, Gate, Stack

STEPS = 60
LI = re.compile(rb"<li>(\d+):")
LINK = re.compile(rb"/s/[\w-]{32}")


async def watch(
    port: int, path: str, cookie: str, told: dict[int, float], begun: asyncio.Event
) -> None:
    """Note that the stream has begun, and when each tick arrives."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    while STEPS not in told:
        line = await reader.readline()
        if not line:
            break
        now = time.monotonic()
        begun.set()
        for step in LI.findall(line):
            told.setdefault(int(step), now)
    writer.close()


def share_stream(ben: Browser, run: UUID) -> str:
    """Keep a run, make a link to it, and return where its stream is."""
    experiment = ben.open(f"/runs/{run}/keep", {"experiment": ""}).url.rpartition("/")[2]
    page = ben.open(f"/experiments/{experiment}/share", {"lasts": "day"}).read()
    link = LINK.search(page)
    assert link, "the experiment shows no link"
    return f"{link[0].decode()}/stream?run=1"


async def lateness(
    stack: Stack, ben: Browser, gate: Gate, watchers: int, seed: int, *, by_link: bool = False
) -> list[float]:
    """Return how many ms after it was allowed each tick reached each watcher."""
    gate.allow(0)
    run = ben.submit(steps=STEPS, checkpoint_every=0, gate=gate, seed=seed)
    stack.wait_for(run, "running")
    path = share_stream(ben, run) if by_link else f"/stream?runs={run.hex}.0"
    cookie = "" if by_link else "; ".join(f"{each.name}={each.value}" for each in ben.jar)
    told: list[dict[int, float]] = [{} for _ in range(watchers)]
    begun = [asyncio.Event() for _ in told]
    following = [
        asyncio.create_task(watch(stack.port, path, cookie, *each))
        for each in zip(told, begun, strict=True)
    ]
    await asyncio.gather(*(each.wait() for each in begun))
    allowed = {}
    for step in range(1, STEPS + 1):
        allowed[step] = time.monotonic()
        gate.allow(step)
        await asyncio.sleep(0.03)
    await asyncio.gather(*following)
    missing = sum(STEPS - len(each) for each in told)
    print(f"  {watchers * STEPS - missing} of {watchers * STEPS} events told")
    stack.wait_for(run, "finished")
    return [1000 * (each[step] - allowed[step]) for each in told for step in each]


def first_event(stack: Stack, seed: int) -> float:
    """Return the ms from the click to the first tick in the page or its stream."""
    ben = stack.browser()
    ben.open("/labs/clockwork").read()
    clicked = time.monotonic()
    answer = ben.open("/labs/clockwork/run", {"steps": 3, "seed": seed})
    page = answer.read()
    if not LI.search(page):
        run = UUID(answer.url.rsplit("/", 1)[1])
        for line in ben.open(f"/stream?runs={run.hex}.0"):
            if LI.search(line):
                break
    return 1000 * (time.monotonic() - clicked)


def say(name: str, values: list[float]) -> float:
    p95 = quantiles(values, n=20)[-1]
    print(f"  {name}: p50 {median(values):.0f} ms, p95 {p95:.0f} ms, max {max(values):.0f} ms")
    return p95


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--watchers", type=int, default=100)
    parser.add_argument("--starts", type=int, default=30)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        stack = Stack(home)
        stack.postgres.start()
        stack.migrate()
        try:
            stack.up()
            measure(stack, home, given)
        finally:
            stack.down()


def measure(stack: Stack, home: Path, given: argparse.Namespace) -> None:
    ben, gate = stack.browser(), Gate(home / "gate")
    first_event(stack, 10**6)
    if given.starts:
        print("first event after the click, warm worker")
        say("first event", [first_event(stack, seed) for seed in range(given.starts)])
    print("lateness of an event (includes the lab's 5 ms poll and the 50 ms batch)")
    say("peer: 1 watcher", asyncio.run(lateness(stack, ben, gate, 1, 10**7)))
    for name, by_link in (("watchers", False), ("strangers with a link", True)):
        p95s, costs = [], []
        for _ in range(given.times):
            p95, cost = hundred(stack, ben, gate, given.watchers, by_link=by_link, name=name)
            p95s.append(p95)
            costs.append(cost)
        print(f"{given.watchers} {name}, {given.times} times: p95 best {min(p95s):.0f} ms, "
              f"median {median(p95s):.0f} ms; {median(costs):.3f} ms of CPU an event told; "
              f"load {os.getloadavg()[0]:.1f}")  # fmt: skip


def hundred(
    stack: Stack, ben: Browser, gate: Gate, watchers: int, *, by_link: bool, name: str
) -> tuple[float, float]:
    """Return the p95 of lateness in ms, and the web process's CPU ms for each event told."""
    assert stack.web.process
    web, seed = psutil.Process(stack.web.process.pid), time.time_ns() % 10**8
    before, memory = sum(web.cpu_times()[:2]), web.memory_info().rss
    late = asyncio.run(lateness(stack, ben, gate, watchers, seed, by_link=by_link))
    p95, spent = say(f"{watchers} {name}", late), sum(web.cpu_times()[:2]) - before
    grown = (web.memory_info().rss - memory) / watchers / 1000
    print(f"  web process: {spent:.2f} CPU-s, connecting included; {grown:.0f} kB a watcher")
    return p95, 1000 * spent / max(len(late), 1)


if __name__ == "__main__":
    main()
