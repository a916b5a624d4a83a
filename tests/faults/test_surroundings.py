"""A worker or a disk that is not as it should be: said once, in words, and the site goes on."""

import os
from pathlib import Path

import pytest

from tests.faults.stack import Browser, Child, Stack, assert_nothing_lost, wait_until

pytestmark = pytest.mark.faults


def test_a_run_whose_artifact_finds_no_room_fails_with_the_reason(
    stack: Stack, ben: Browser, seed: int
):
    blobs = stack.home / "data" / "media" / "blobs"
    blobs.parent.mkdir(parents=True, exist_ok=True)
    blobs.write_text("where a folder should be")
    run = ben.submit(steps=1, misdeed="keep", seed=seed)
    error = stack.wait_for(run, "failed").error
    assert error.startswith("4,000 bytes could not be kept")
    assert error.endswith("make room on the server and try again")
    assert ben.open("/").status == 200
    blobs.unlink()
    again = ben.submit(steps=1, misdeed="keep", seed=seed)
    stack.wait_for(again, "finished")
    assert_nothing_lost(stack, again, 1)
    assert ben.open(f"/artifacts/{again}/clock.txt").read() == b"tick" * 1000


def test_a_worker_that_cannot_import_what_it_was_told_to_says_so_and_works(
    stack: Stack, ben: Browser, seed: int, tmp_path: Path
):
    stack.worker.kill()
    env = {**stack.worker.env, "EXPLORER_WARM": "nothing_of_this_name"}
    cold = Child(stack.worker.command, env, tmp_path / "cold.log")
    cold.start()
    try:
        run = ben.submit(steps=2, seed=seed)
        stack.wait_for(run, "finished")
        said = "nothing_of_this_name cannot be imported"
        wait_until(lambda: said in cold.log.read_text(), "the worker has said what is missing")
        assert "Traceback" not in cold.log.read_text()
        process = f":{os.fspath(stack.run(run).worker)}"
        known = "SELECT name FROM runs_worker WHERE beat_at > now() - interval '10 s'"
        wait_until(lambda: any(process in row.name for row in stack.query(known)), "it is known")
    finally:
        cold.kill()
