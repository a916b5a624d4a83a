"""Labs that take too long, take too much, or are no longer wanted."""

import pytest

from tests.faults.stack import Browser, Gate, Stack, assert_nothing_lost

pytestmark = pytest.mark.faults


def _the_slot_is_free(stack: Stack, ben: Browser, seed: int) -> None:
    following = ben.submit(steps=2, seed=seed + 1)
    stack.wait_for(following, "finished")
    assert_nothing_lost(stack, following, 2)


def test_a_run_past_its_time_limit_fails_and_frees_its_slot(stack: Stack, ben: Browser, seed: int):
    stack.worker.kill()
    with stack.another_worker(CLOCKWORK_SECONDS="4"):
        run = ben.submit(steps=1, misdeed="hang", seed=seed)
        assert stack.wait_for(run, "failed").error == "time limit of 4 s"
        _the_slot_is_free(stack, ben, seed)


def test_a_worker_that_is_slow_to_wake_comes_back_after_a_hard_stop(
    stack: Stack, ben: Browser, seed: int
):
    stack.worker.kill()
    with stack.another_worker(EXPLORER_WARM="slow_to_import", CLOCKWORK_SECONDS="4"):
        run = ben.submit(steps=1, misdeed="hang", seed=seed)
        stack.wait_for(run, "failed")
        _the_slot_is_free(stack, ben, seed)


def test_a_run_out_of_memory_says_what_it_needed_and_what_there_was(
    stack: Stack, ben: Browser, seed: int
):
    run = ben.submit(steps=1, misdeed="hog", seed=seed)
    error = stack.wait_for(run, "failed").error
    assert "out of memory: the lab may use 0.5 GiB" in error
    assert "2.00 GiB" in error
    _the_slot_is_free(stack, ben, seed)


def test_a_lab_that_raises_fails_with_its_reason(stack: Stack, ben: Browser, seed: int):
    run = ben.submit(steps=1, misdeed="raise", seed=seed)
    assert "a spring broke" in stack.wait_for(run, "failed").error


def test_a_lab_that_yields_what_its_card_lacks_fails(stack: Stack, ben: Browser, seed: int):
    run = ben.submit(steps=1, misdeed="stray", seed=seed)
    assert "'stray'" in stack.wait_for(run, "failed").error


@pytest.mark.parametrize("misdeed", ["mumble", "babble"])
def test_a_lab_that_tells_what_cannot_be_kept_fails_at_once_and_says_so(
    misdeed: str, stack: Stack, ben: Browser, seed: int
):
    run = ben.submit(steps=1, misdeed=misdeed, seed=seed)
    ended = stack.wait_for(run, "failed")
    assert ended.attempt == 1
    assert "unsupported Unicode escape sequence" in ended.error
    _the_slot_is_free(stack, ben, seed)


def test_a_cancelled_run_stops_at_its_next_event(stack: Stack, ben: Browser, gate: Gate, seed: int):
    gate.allow(2)
    run = ben.submit(steps=100_000, checkpoint_every=0, gate=gate, seed=seed)
    stack.wait_for_tick(run, 2)
    ben.open(f"/runs/{run}/cancel", {})
    gate.allow(100_000)
    stack.wait_for(run, "cancelled")
    assert [each.name for each in stack.events(run)][-1] == "cancelled"
    assert len(stack.ticks(run)) < 100_000
    _the_slot_is_free(stack, ben, seed)


def test_a_cancelled_run_that_does_not_listen_is_killed(
    stack: Stack, ben: Browser, gate: Gate, seed: int
):
    gate.allow(1)
    run = ben.submit(steps=2, gate=gate, seed=seed)
    stack.wait_for_tick(run, 1)
    ben.open(f"/runs/{run}/cancel", {})
    stack.wait_for(run, "cancelled")
    _the_slot_is_free(stack, ben, seed)
