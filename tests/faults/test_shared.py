"""Runs that are divided: workers share them, die, freeze and leave; no part is run for nothing."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest

from tests.faults.stack import Browser, Child, Stack, wait_until

pytestmark = pytest.mark.faults

LAPS = 4


class Gates:
    """Let each leg run up to a lap."""

    def __init__(self, folder: Path) -> None:
        self.prefix = f"{folder}/gate"

    def allow(self, leg: int, laps: int) -> None:
        written = Path(f"{self.prefix}{leg}.new")
        written.write_text(str(laps))
        written.replace(f"{self.prefix}{leg}")


@pytest.fixture
def gates(tmp_path: Path) -> Gates:
    return Gates(tmp_path)


def passed(stack: Stack, run: UUID) -> list[dict[str, Any]]:
    told = stack.events(run)
    return [each.data for each in told if each.name == "passed" and not each.superseded]


def parts(stack: Stack, run: UUID) -> dict[int, Any]:
    """Return the rows of a run's parts by leg."""
    rows = stack.query(
        "SELECT part.* FROM runs_run part JOIN runs_partuse one ON one.part_id = part.id "
        "WHERE one.run_id = %s", run,
    )  # fmt: skip
    return {row.params["leg"]: row for row in rows}


def retold(stack: Stack, part: Any) -> list[int]:
    """Return the laps of a leg that were run more than once."""
    told = [each for each in stack.events(part.id) if each.name == "lapped"]
    return [each.data["lap"] for each in told if each.superseded]


def assert_all_passed(stack: Stack, run: UUID, legs: int) -> None:
    """Each lap told once, in order within its leg; numbers contiguous; one end for each row."""
    told = passed(stack, run)
    for leg in range(legs):
        assert [each["lap"] for each in told if each["leg"] == leg] == list(range(1, LAPS + 1))
    for row in (stack.run(run), *parts(stack, run).values()):
        events = stack.events(row.id)
        assert [each.seq for each in events] == list(range(1, len(events) + 1))
        ends = [each.name for each in events if each.name in {"finished", "failed", "cancelled"}]
        assert ends == ["finished"]


def is_running(stack: Stack, run: UUID, leg: int) -> Callable[[], bool]:
    return lambda: leg in parts(stack, run) and parts(stack, run)[leg].state == "running"


def has_lapped(stack: Stack, part: Any, lap: int) -> Callable[[], bool]:
    return lambda: any(
        each.name == "lapped" and each.data["lap"] == lap for each in stack.events(part.id)
    )


def owner_of(stack: Stack, run: UUID) -> int:
    return int(stack.run(run).lease_owner.split(":")[1])


def descends(worker: Child, process: int) -> bool:
    assert worker.process
    children = psutil.Process(worker.process.pid).children(recursive=True)
    return process in {child.pid for child in children}


def test_one_worker_alone_runs_every_part(stack: Stack, ben: Browser, seed: int):
    run = ben.submit("relay", legs=3, laps=LAPS, seed=seed)
    ended = stack.wait_for(run, "finished")
    assert_all_passed(stack, run, 3)
    assert len({each["process"] for each in passed(stack, run)}) == 1
    assert [each["reused"] for each in ended.provenance["parts"]] == [False] * 3


def test_two_workers_share_a_run(stack: Stack, ben: Browser, gates: Gates, seed: int):
    for leg in (0, 2):
        gates.allow(leg, 0)
    with stack.another_worker():
        run = ben.submit("relay", legs=3, laps=LAPS, gates=gates.prefix, seed=seed)
        wait_until(is_running(stack, run, 0), "the first leg is run")
        wait_until(is_running(stack, run, 2), "the last leg is run")
        gates.allow(0, LAPS)
        gates.allow(2, LAPS)
        ended = stack.wait_for(run, "finished")
        assert_all_passed(stack, run, 3)
        runners = {each["leg"]: each["process"] for each in passed(stack, run)}
        assert runners[0] != runners[2]
        spent = [part.cpu_seconds for part in parts(stack, run).values()]
        assert ended.cpu_seconds > max(spent)


@pytest.mark.parametrize("who", ["helper", "teller"])
def test_a_killed_worker_costs_the_run_at_most_one_mark(
    who: str, stack: Stack, ben: Browser, gates: Gates, seed: int
):
    gates.allow(0, 2)
    gates.allow(1, 2)
    with stack.another_worker() as spare:
        run = ben.submit("relay", legs=2, laps=LAPS, gates=gates.prefix, seed=seed)
        for leg in (0, 1):
            wait_until(is_running(stack, run, leg), f"leg {leg} is run")
            wait_until(has_lapped(stack, parts(stack, run)[leg], 2), f"leg {leg} has two laps")
        tellers = spare if descends(spare, owner_of(stack, run)) else stack.worker
        helper = stack.worker if tellers is spare else spare
        (helper if who == "helper" else tellers).kill()
        gates.allow(0, LAPS)
        gates.allow(1, LAPS)
        ended = stack.wait_for(run, "finished")
        assert_all_passed(stack, run, 2)
        assert ended.attempt == (1 if who == "helper" else 2)
        assert all(len(retold(stack, part)) <= 1 for part in parts(stack, run).values())
        attempts = sorted(part.attempt for part in parts(stack, run).values())
        assert attempts == [1, 2]


def test_a_lone_worker_that_is_killed_goes_on_where_its_parts_were(
    stack: Stack, ben: Browser, gates: Gates, seed: int
):
    gates.allow(1, 3)
    run = ben.submit("relay", legs=3, laps=LAPS, gates=gates.prefix, seed=seed)
    wait_until(is_running(stack, run, 1), "the second leg is run")
    wait_until(has_lapped(stack, parts(stack, run)[1], 3), "it has three laps")
    first = stack.events(parts(stack, run)[0].id)
    stack.worker.kill()
    gates.allow(1, LAPS)
    stack.worker.start()
    assert stack.wait_for(run, "finished").attempt == 2
    assert_all_passed(stack, run, 3)
    assert stack.events(parts(stack, run)[0].id) == first, "what was finished is not run again"
    assert len(retold(stack, parts(stack, run)[1])) <= 1


def test_a_helper_woken_past_its_lease_is_fenced_off(
    stack: Stack, ben: Browser, gates: Gates, seed: int
):
    gates.allow(0, 1)
    gates.allow(1, 1)
    with stack.another_worker() as spare:
        run = ben.submit("relay", legs=2, laps=LAPS, gates=gates.prefix, seed=seed)
        wait_until(is_running(stack, run, 0), "the first leg is run")
        wait_until(is_running(stack, run, 1), "the last leg is run")
        helper = stack.worker if descends(spare, owner_of(stack, run)) else spare
        wait_until(has_lapped(stack, parts(stack, run)[1], 1), "the helper has run a lap")
        helper.signal_all(signal.SIGSTOP)
        gates.allow(0, LAPS)
        wait_until(lambda: parts(stack, run)[1].fence == 2, "the run took the leg itself")
        helper.signal_all(signal.SIGCONT)
        gates.allow(1, LAPS)
        stack.wait_for(run, "finished")
        assert_all_passed(stack, run, 2)


def test_another_run_of_equal_parts_starts_with_all_that_was_measured(
    stack: Stack, ben: Browser, seed: int
):
    first = ben.submit("relay", legs=3, laps=LAPS, seed=seed)
    stack.wait_for(first, "finished")
    told = {part.id: stack.events(part.id) for part in parts(stack, first).values()}
    other = ben.submit("relay", legs=3, laps=LAPS, cheer="hurrah", seed=seed)
    ended = stack.wait_for(other, "finished")
    assert_all_passed(stack, other, 3)
    assert {part.id for part in parts(stack, other).values()} == set(told)
    assert {part: stack.events(part) for part in told} == told, "no part was run again"
    assert [each["reused"] for each in ended.provenance["parts"]] == [True] * 3


def test_cancelling_a_run_stops_its_parts_wherever_they_are(
    stack: Stack, ben: Browser, gates: Gates, seed: int
):
    gates.allow(0, 1)
    gates.allow(2, 1)
    with stack.another_worker():
        run = ben.submit("relay", legs=3, laps=LAPS, gates=gates.prefix, seed=seed)
        wait_until(is_running(stack, run, 0), "the first leg is run")
        wait_until(is_running(stack, run, 2), "the last leg is run")
        ben.open(f"/runs/{run}/cancel", {})
        stack.wait_for(run, "cancelled")
        for part in parts(stack, run).values():
            stack.wait_for(part.id, "cancelled")
        following = ben.submit(steps=2, seed=seed)
        stack.wait_for(following, "finished")


def test_a_deploy_hands_back_the_run_and_the_part_it_is_at(
    stack: Stack, ben: Browser, gates: Gates, seed: int
):
    gates.allow(1, 2)
    run = ben.submit("relay", legs=2, laps=LAPS, gates=gates.prefix, seed=seed)
    wait_until(is_running(stack, run, 1), "the second leg is run")
    wait_until(has_lapped(stack, parts(stack, run)[1], 2), "it has two laps")
    stack.worker.stop()
    handed = (stack.run(run), parts(stack, run)[1])
    assert [(row.state, row.attempt) for row in handed] == [("queued", 0)] * 2
    gates.allow(1, LAPS)
    stack.worker.start()
    assert stack.wait_for(run, "finished").attempt == 1
    assert_all_passed(stack, run, 2)
    assert retold(stack, parts(stack, run)[1]) == []


def test_a_part_that_fails_fails_its_run_for_the_same_reason(stack: Stack, ben: Browser, seed: int):
    run = ben.submit("relay", legs=2, laps=1, misdeed="raise", seed=seed)
    assert "a shoe broke" in stack.wait_for(run, "failed").error
    assert "a shoe broke" in parts(stack, run)[1].error


def test_a_part_that_fails_elsewhere_is_not_held_against_the_others(
    stack: Stack, ben: Browser, gates: Gates, seed: int
):
    gates.allow(0, 0)
    gates.allow(1, 0)
    with stack.another_worker():
        run = ben.submit("relay", legs=2, laps=1, misdeed="raise", gates=gates.prefix, seed=seed)
        wait_until(is_running(stack, run, 0), "the first leg is run")
        wait_until(is_running(stack, run, 1), "the last leg is run")
        gates.allow(1, 1)
        assert "a shoe broke" in stack.wait_for(run, "failed").error
        assert parts(stack, run)[1].state == "failed"
        stack.wait_for(parts(stack, run)[0].id, "cancelled")


def test_a_part_that_kills_its_worker_every_time_fails_its_run(
    stack: Stack, ben: Browser, seed: int
):
    run = ben.submit("relay", legs=2, laps=1, misdeed="die", seed=seed)
    assert "died 3 times" in stack.wait_for(run, "failed").error
    wait_until(
        lambda: parts(stack, run)[1].state in {"failed", "cancelled"}, "its part has ended too"
    )
    following = ben.submit(steps=2, seed=seed)
    stack.wait_for(following, "finished")


def test_a_part_that_hangs_ends_with_its_run_and_frees_the_slot(
    stack: Stack, ben: Browser, seed: int
):
    run = ben.submit("relay", legs=1, laps=1, misdeed="hang", seed=seed)
    wait_until(is_running(stack, run, 0), "the leg is run")
    ben.open(f"/runs/{run}/cancel", {})
    stack.wait_for(run, "cancelled")
    stack.wait_for(parts(stack, run)[0].id, "cancelled")
    following = ben.submit(steps=2, seed=seed)
    stack.wait_for(following, "finished")


def test_a_shared_run_outlives_an_immediate_restart_of_postgres(
    stack: Stack, ben: Browser, gates: Gates, seed: int
):
    gates.allow(0, 2)
    gates.allow(1, 2)
    with stack.another_worker():
        run = ben.submit("relay", legs=2, laps=LAPS, gates=gates.prefix, seed=seed)
        for leg in (0, 1):
            wait_until(is_running(stack, run, leg), f"leg {leg} is run")
            wait_until(has_lapped(stack, parts(stack, run)[leg], 2), f"leg {leg} has two laps")
        stack.postgres.restart(immediate=True)
        gates.allow(0, LAPS)
        gates.allow(1, LAPS)
        assert stack.wait_for(run, "finished").attempt == 1
        assert_all_passed(stack, run, 2)
        assert [part.attempt for part in parts(stack, run).values()] == [1, 1]
