"""What a page is told: all of it, once, in order, whatever dies on the way."""

import re
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from uuid import UUID

import pytest

from tests.faults.stack import Browser, Gate, Stack, assert_nothing_lost, wait_until

pytestmark = pytest.mark.faults

TICK = re.compile(r"<li>(\d+): \d+</li>")
FRESH = re.compile(r'<hx-partial hx-target="#stage-clock-ticked" hx-swap="innerHTML">')


class Page:
    """Follows one run as a page does: it keeps what it was told and resumes where it was."""

    def __init__(self, browser: Browser, run: UUID) -> None:
        self.browser, self.run = browser, run
        self.last_id = ""
        self.ticks: list[int] = []
        self.closed = False

    def follow(self, until_tick: int | None = None) -> None:
        """Read until a tick is told, or until the stream breaks or is closed for good."""
        headers = {"Last_Event_ID": self.last_id} if self.last_id else {}
        answer = self.browser.open(f"/stream?runs={self.run.hex}.0", **headers)
        try:
            for message in _messages(answer):
                self.take(message)
                if until_tick in self.ticks:
                    return
        except (HTTPException, OSError):
            return

    def take(self, message: dict[str, str]) -> None:
        self.last_id = message.get("id", self.last_id)
        self.closed = message.get("event") == "settled"
        data = message.get("data", "")
        if FRESH.search(data):
            self.ticks.clear()
        self.ticks += map(int, TICK.findall(data))


def _messages(answer: Any) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    for raw in answer:
        line = raw.decode().rstrip("\n")
        if not line:
            yield fields
            fields = {}
            continue
        name, _, value = line.partition(": ")
        fields[name] = f"{fields[name]}\n{value}" if name in fields else value


def test_a_page_resumes_after_the_web_process_was_killed(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(4)
    run = ben.submit(steps=9, checkpoint_every=0, gate=gate, seed=seed)
    page = Page(ben, run)
    page.follow(until_tick=4)
    stack.web.kill()
    gate.allow(9)
    stack.wait_for(run, "finished")
    stack.up()
    page.follow()
    assert page.ticks == list(range(1, 10))
    assert page.closed
    assert_nothing_lost(stack, run, 9)


def test_the_web_process_outlives_the_last_page_that_watches(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    """It hangs up on Postgres then, and its sockets' numbers go to whoever calls next."""
    gate.allow(2)
    run = ben.submit(steps=2, gate=gate, seed=seed)
    stack.wait_for(run, "finished")
    web = stack.web.process
    for _ in range(5):
        page = Page(ben, run)
        page.follow()
        assert page.ticks == [1, 2]
        wait_until(lambda: not stack.listeners(), "the web process stopped listening")
        for _ in range(5):
            ben.open(f"/r/{run}").read()
    assert stack.web.process is web
    assert stack.web.running


def test_an_open_page_is_told_on_after_postgres_restarted(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(3)
    run = ben.submit(steps=6, checkpoint_every=0, gate=gate, seed=seed)
    page = Page(ben, run)
    page.follow(until_tick=3)
    stack.postgres.restart(immediate=True)
    gate.allow(6)
    page.follow()
    assert page.ticks == list(range(1, 7))
    assert page.closed


def test_a_page_does_not_count_twice_what_a_second_attempt_tells_again(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(5)
    run = ben.submit(steps=7, checkpoint_every=3, gate=gate, seed=seed)
    page = Page(ben, run)
    page.follow(until_tick=5)
    stack.runner(run).kill()
    gate.allow(7)
    page.follow()
    assert page.ticks == list(range(1, 8))


def test_a_page_that_comes_late_is_told_everything(stack: Stack, ben: Browser, seed: int):
    run = ben.submit(steps=300, checkpoint_every=0, seed=seed)
    stack.wait_for(run, "finished")
    page = Page(stack.browser(), run)
    page.follow()
    assert page.ticks == list(range(1, 301))
    assert page.closed


def test_a_hundred_watchers_are_told_every_event(stack: Stack, ben: Browser, gate: Gate, seed: int):
    run = ben.submit(steps=40, checkpoint_every=0, gate=gate, seed=seed)
    stack.wait_for(run, "running")
    answers = [ben.open(f"/stream?runs={run.hex}.0") for _ in range(100)]
    gate.allow(40)
    stack.wait_for(run, "finished")
    for answer in answers:
        page = Page(ben, run)
        for message in _messages(answer):
            page.take(message)
        assert page.ticks == list(range(1, 41))
        assert page.closed


def test_a_double_click_is_one_run(stack: Stack, ben: Browser, gate: Gate, seed: int):
    assert len({ben.submit(steps=2, gate=gate, seed=seed) for _ in range(3)}) == 1
    gate.allow(2)
