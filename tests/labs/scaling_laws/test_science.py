"""A whole run: what it tells, in which order, and that nothing can make it tell otherwise."""

import json
from collections import Counter
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.contract import Event, State, Warned
from labs.scaling_laws import science
from labs.scaling_laws.events import Fitted, Frontier, Interval, Spent
from labs.scaling_laws.events import Tested as Foretold
from labs.scaling_laws.lab import lab
from labs.scaling_laws.params import ScalingParams
from tests.labs.memory import MemoryContext, upload_id
from tests.labs.scaling_laws.sheets import SHEETS
from tests.labs.scaling_laws.worlds import as_array, world

SMALL: dict[str, Any] = {"runs": 30, "bootstraps": 600}


def told(ctx: MemoryContext | None = None, **settings: Any) -> list[Event]:
    source = {} if "points" in settings else {"source": "simulated"}
    params = ScalingParams(**{**source, **SMALL, **settings})
    return list(lab.run(params, ctx or MemoryContext()))


def only(kind: type[Any], events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def test_a_run_tells_its_story_in_order() -> None:
    words = [word for word, _ in groupby(event.word() for event in told())]
    opening = [
        "progress",
        "read",
        "measured",
        "offered",
        "split",
        "fitted",
        "tested",
        "frontier",
        "spent",
    ]
    growing = ["progress", "frontier", "spent"] * 2 + ["progress"]
    closing = [
        "fitted", "interval", "frontier", "spent", "approached", "influenced", "profiled",
        "progress", "compared", "claimed", "carded",
    ]  # fmt: skip
    assert words == opening + growing + closing


def test_the_fan_grows_while_the_run_goes_on() -> None:
    first, *growing = only(Frontier, told())
    assert first.level is None
    assert all(len(fan.parameters_low) == len(fan.compute) for fan in growing)
    assert only(Spent, told())[-1].parameters_low is not None


def test_there_is_one_interval_for_every_name() -> None:
    intervals = only(Interval, told())
    assert [each.name for each in intervals] == ["E", "A", "B", "alpha", "beta", "exponent"]
    assert {each.level for each in intervals} == {0.95}


def test_the_level_is_the_one_that_was_chosen() -> None:
    wide, narrow = only(Interval, told()), only(Interval, told(level="0.8"))
    assert {each.level for each in narrow} == {0.8}
    assert all(w.low < n.low for w, n in zip(wide, narrow, strict=True))


def test_the_law_is_fitted_to_all_runs_whatever_is_held_out() -> None:
    some, none = told(holdout=0.3), told(holdout=0)
    assert only(Fitted, some)[-1] == only(Fitted, none)[-1]
    assert only(Fitted, some)[-1].points == 30
    assert only(Foretold, some)[0].fitted == 21
    assert only(Foretold, none)[0] == Foretold(points=0)


def test_a_file_gives_what_the_functions_give() -> None:
    points = world(runs=30)
    data = "N,D,loss\n" + "\n".join(",".join(map(repr, row)) for row in as_array(points).tolist())
    events = told(MemoryContext(data.encode()), points=upload_id(data.encode()))
    fitted, found = only(Fitted, events)[-1], science.fit(points)
    assert (fitted.E, fitted.objective) == (found.E, found.objective)
    draws = science.bootstrap(points, draws=600, seed=0)
    interval = only(Interval, events)[0]
    np.testing.assert_allclose((interval.low, interval.high), draws.interval("E"), rtol=1e-9)


def test_equal_settings_tell_equal_stories_and_another_seed_another() -> None:
    assert told(seed=5) == told(seed=5)
    assert told(seed=5) != told(seed=6)


@pytest.mark.parametrize("checkpoints", [1, 2, 3])
def test_a_killed_run_goes_on_from_its_checkpoint_with_equal_results(checkpoints: int) -> None:
    heard, state = _killed_after(checkpoints)
    assert heard + told(MemoryContext(resumed_from=state)) == told()


def _killed_after(checkpoints: int) -> tuple[list[Event], State]:
    """Return what was told before a checkpoint, and that checkpoint."""
    ctx, heard = MemoryContext(), []
    for event in lab.run(ScalingParams(source="simulated", **SMALL), ctx):
        if len(ctx.checkpoints) == checkpoints:
            break
        heard.append(event)
    return heard, ctx.checkpoints[-1]


def test_a_checkpoint_holds_arrays_and_facts_alone() -> None:
    ctx = MemoryContext()
    told(ctx)
    assert [len(state.arrays["constants"]) for state in ctx.checkpoints] == [0, 256, 512, 600]
    assert all(isinstance(state, State) for state in ctx.checkpoints)
    assert all(json.dumps(dict(state.facts)) for state in ctx.checkpoints)


def test_without_resamples_there_are_no_intervals() -> None:
    events = told(bootstraps=0)
    assert not only(Interval, events)
    assert only(Fitted, events)


def test_doubts_are_told() -> None:
    data = SHEETS["by hand"]
    events = told(MemoryContext(data), points=upload_id(data), holdout=0.5)
    said = " ".join(each.text for each in only(Warned, events))
    assert "Holding out 50% leaves too little to fit: " in said
    assert "resamples told no law" in said
    assert not only(Foretold, events)


def test_a_large_file_is_fitted_whole_and_drawn_thinned() -> None:
    points = world(runs=400)
    rows = np.concatenate([as_array(points) * [1, 1, 1 + shift] for shift in (0, 1e-3, 2e-3)])
    data = ("N,D,loss\n" + "\n".join(",".join(map(repr, row)) for row in rows.tolist())).encode()
    events = told(MemoryContext(data), points=upload_id(data), bootstraps=0)
    assert Counter(event.word() for event in events)["measured"] == 1000
    assert only(Fitted, events)[-1].points == 1200
    assert "The picture shows 1,000 of 1,200 runs" in str(events[1])


@settings(max_examples=25, deadline=None)
@given(
    runs=st.integers(12, 40),
    noise=st.sampled_from([0, 0.001, 0.02, 0.1]),
    holdout=st.sampled_from([0, 0.3, 0.8]),
    loss=st.sampled_from(["huber", "lad", "squared"]),
    budget=st.floats(9, 28),
    seed=st.integers(0, 99),
)
def test_whatever_is_set_the_numbers_are_finite(**chosen: Any) -> None:
    for event in told(bootstraps=100, **chosen):
        json.dumps(event.model_dump(mode="json"), allow_nan=False)
