"""Postgres restarts, the broker forgets; what was acknowledged is kept."""

import pytest

from explorer.celery import app
from tests.faults.stack import Browser, Gate, Stack, assert_nothing_lost

pytestmark = pytest.mark.faults


def test_a_run_outlives_an_immediate_restart_of_postgres(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(3)
    run = ben.submit(steps=60, checkpoint_every=0, gate=gate, seed=seed)
    stack.wait_for_tick(run, 3)
    gate.allow(40)
    stack.postgres.restart(immediate=True)
    gate.allow(60)
    assert stack.wait_for(run, "finished").attempt == 1
    assert_nothing_lost(stack, run, 60)


def test_acknowledged_runs_finish_after_the_broker_was_wiped(stack: Stack, ben: Browser, seed: int):
    stack.worker.kill()
    runs = [ben.submit(steps=2, seed=seed + 10_000 * i) for i in range(3)]
    stack.valkey.wipe()
    stack.valkey.start()
    stack.worker.start()
    for run in runs:
        stack.wait_for(run, "finished")
        assert_nothing_lost(stack, run, 2)


def test_a_living_worker_finds_its_broker_again(stack: Stack, ben: Browser, seed: int):
    stack.wait_for(ben.submit(steps=1, seed=seed), "finished")
    stack.valkey.wipe()
    stack.valkey.start()
    run = ben.submit(steps=2, seed=seed)
    stack.wait_for(run, "finished")
    assert_nothing_lost(stack, run, 2)


def test_a_run_submitted_without_a_broker_starts_when_it_is_back(
    stack: Stack, ben: Browser, seed: int
):
    ben.open("/labs/clockwork").read()
    stack.valkey.kill()
    run = ben.submit(steps=2, seed=seed)
    assert stack.run(run).state == "queued"
    stack.valkey.start()
    stack.wait_for(run, "finished")
    assert_nothing_lost(stack, run, 2)


def test_a_task_delivered_four_times_is_one_attempt(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    run = ben.submit(steps=3, gate=gate, seed=seed)
    with app.connection_for_write(stack.valkey.url) as connection:
        for _ in range(3):
            app.send_task("explorer.run", [str(run)], queue="cpu", connection=connection)
    gate.allow(3)
    with stack.another_worker():
        stack.wait_for(run, "finished")
        following = ben.submit(steps=1, seed=seed)
        stack.wait_for(following, "finished")
    assert stack.run(run).attempt == 1
    assert_nothing_lost(stack, run, 3)
