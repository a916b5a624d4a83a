"""Everyone's guess, held against what the step takes."""

from collections.abc import Sequence
from typing import Any

from labs.contract import Event
from labs.optimizer_memory.events import Polled, Simulated
from labs.optimizer_memory.params import MemoryParams
from labs.optimizer_memory.pool import pool
from labs.optimizer_memory.preview import preview


def told(**settings: Any) -> list[Event]:
    def open_nothing(upload: str) -> Any:
        raise FileNotFoundError(upload)

    return list(preview(MemoryParams(**settings), open_nothing))


def polled(runs: Sequence[Sequence[Event]]) -> Polled:
    (found,) = [each for each in pool(runs) if isinstance(each, Polled)]
    return found


def test_guesses_are_held_against_the_simulated_step():
    runs = [told(guess=gib) for gib in (20, 100, 50)]
    found = polled(runs)
    (truth,) = {each.peak_gib for run in runs for each in run if isinstance(each, Simulated)}
    assert found.guesses == (20, 50, 100)
    assert (found.middle, found.truth_gib, found.simulated, found.near) == (50, truth, True, 1)


def test_whoever_guessed_nothing_is_not_counted():
    assert polled([told(), told(guess=20)]).guesses == (20,)
    assert list(pool([told()])) == []


def test_guesses_about_another_setting_are_left_out_and_counted():
    found = polled([told(guess=20), told(guess=30), told(guess=15, optimizer="lomo")])
    assert (found.title, found.guesses, found.others) == ("AdamW", (20, 30), 1)


def test_equal_guesses_are_stacked_and_stay_within_the_picture():
    found = polled([told(guess=20)] * 200)
    heights = {mark["y"] for mark in found.marks}
    assert len(heights) == 200
    assert min(heights) >= 0
