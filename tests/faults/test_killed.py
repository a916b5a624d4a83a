"""Processes die; runs go on."""

import signal

import psycopg
import pytest

from tests.faults.stack import Browser, Gate, Stack, assert_nothing_lost, wait_until

pytestmark = pytest.mark.faults


def test_a_killed_process_costs_at_most_one_checkpoint(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(5)
    run = ben.submit(steps=8, checkpoint_every=2, gate=gate, seed=seed)
    stack.wait_for_tick(run, 5)
    stack.runner(run).kill()
    gate.allow(8)
    assert stack.wait_for(run, "finished").attempt == 2
    assert_nothing_lost(stack, run, 8)
    retold = [
        each.data["step"] for each in stack.events(run) if each.superseded and each.name == "ticked"
    ]
    assert retold == [5]


def test_a_killed_worker_costs_at_most_one_checkpoint(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(3)
    run = ben.submit(steps=6, checkpoint_every=1, gate=gate, seed=seed)
    stack.wait_for_tick(run, 3)
    stack.worker.kill()
    gate.allow(6)
    stack.worker.start()
    assert stack.wait_for(run, "finished").attempt == 2
    assert_nothing_lost(stack, run, 6)


def test_a_worker_woken_past_its_lease_is_fenced_off(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(2)
    run = ben.submit(steps=6, checkpoint_every=1, gate=gate, seed=seed)
    stack.wait_for_tick(run, 2)
    frozen = stack.runner(run)
    stack.worker.signal_all(signal.SIGSTOP)
    with stack.another_worker():
        wait_until(lambda: stack.run(run).fence == 2, "another worker took the run")
        gate.allow(4)
        stack.wait_for_tick(run, 4)
        stack.worker.signal_all(signal.SIGCONT)
        gate.allow(6)
        stack.wait_for(run, "finished")
        assert frozen.is_running()
    assert_nothing_lost(stack, run, 6)
    assert stack.run(run).attempt == 2


def test_a_worker_frozen_while_it_holds_the_row_of_its_run_does_not_keep_it(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(2)
    run = ben.submit(steps=6, checkpoint_every=1, gate=gate, seed=seed)
    stack.wait_for_tick(run, 2)
    with psycopg.connect(stack.postgres.url) as holder:
        holder.execute("SELECT FROM runs_run WHERE id = %s FOR UPDATE", [run])
        wait_until(stack.is_a_lock_waited_for, "the worker waits for the row")
        stack.worker.signal_all(signal.SIGSTOP)
    with stack.another_worker():
        wait_until(lambda: stack.run(run).fence == 2, "another worker took the run")
        stack.worker.signal_all(signal.SIGCONT)
        gate.allow(6)
        stack.wait_for(run, "finished")
    assert_nothing_lost(stack, run, 6)
    following = ben.submit(steps=2, seed=seed)
    stack.wait_for(following, "finished")


def test_a_lab_that_kills_its_worker_every_time_fails_after_three_attempts(
    stack: Stack, ben: Browser, seed: int
):
    run = ben.submit(steps=1, misdeed="die", seed=seed)
    failed = stack.wait_for(run, "failed")
    assert failed.attempt == 3
    assert "its worker died 3 times" in failed.error
    following = ben.submit(steps=2, seed=seed)
    stack.wait_for(following, "finished")
    assert_nothing_lost(stack, following, 2)


def test_a_deploy_hands_the_run_to_the_next_worker(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(3)
    run = ben.submit(steps=6, checkpoint_every=1, gate=gate, seed=seed)
    stack.wait_for_tick(run, 3)
    stack.worker.process.terminate()
    gate.allow(4)
    stack.worker.process.wait()
    handed = stack.run(run)
    assert (handed.state, handed.attempt) == ("queued", 0)
    gate.allow(6)
    stack.worker.start()
    stack.wait_for(run, "finished")
    assert_nothing_lost(stack, run, 6)
