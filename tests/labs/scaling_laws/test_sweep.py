"""The sweep and the run that tells it, on the smallest models that still obey a law."""

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from labs.contract import Event, Progress, State
from labs.scaling_laws.events import Fitted, Frontier, Interval, Measured, Read
from labs.scaling_laws.events import Tested as Foretold
from labs.scaling_laws.lab import lab
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import FIRST_MARK, PLANS, TOKENS_A_STEP, Plan
from labs.scaling_laws.sweep import Marked, points_of, sweep
from tests.labs.memory import MemoryContext

TINY = Plan(widths=(8, 16, 32), marks=(8_192, 16_384, 32_768), cpu_seconds=3)


@pytest.fixture(autouse=True)
def _small_means_tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PLANS, "small", TINY)


def told(ctx: MemoryContext | None = None, **settings: Any) -> list[Event]:
    chosen = {"source": "live", "sweep": "small", "bootstraps": 300, **settings}
    return list(lab.run(ScalingParams(**chosen), ctx or MemoryContext()))


def only(kind: type[Any], events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def story() -> list[Event]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PLANS, "small", TINY)
        return told()


def test_every_model_is_measured_at_every_mark(story: list[Event]) -> None:
    points = only(Measured, story)
    assert [point.tokens for point in points] == 3 * list(TINY.marks)
    sizes = [24 * d * d + 256 * d for d in TINY.widths]
    assert [point.parameters for point in points] == [N for N in sizes for _ in TINY.marks]
    assert all(point.compute == 6 * point.parameters * point.tokens for point in points)


def test_losses_fall_with_data(story: list[Event]) -> None:
    losses = np.array([point.loss for point in only(Measured, story)]).reshape(3, 3)
    assert (losses[:, -1] < losses[:, 0]).all()


def test_the_law_is_told_anew_at_each_point_that_can_tell_one(story: list[Event]) -> None:
    counts = Counter(event.word() for event in story)
    assert counts["measured"] == counts["read"] - 1 == 9
    fitted = [event.points for event in only(Fitted, story)]
    assert fitted == sorted(fitted)
    assert fitted[-2:] == [9, 9]
    fans = [len(each.loss_low) for each in only(Frontier, story)]
    assert fans
    assert all(fans)


def test_the_law_describes_what_was_measured(story: list[Event]) -> None:
    fitted, points = only(Fitted, story)[-1], only(Measured, story)
    N, D, L = (
        np.array([getattr(point, name) for point in points])
        for name in ("parameters", "tokens", "loss")
    )
    miss = np.log(fitted.E + fitted.A * N**-fitted.alpha + fitted.B * D**-fitted.beta) - np.log(L)
    assert 1 - miss @ miss / np.sum((np.log(L) - np.log(L).mean()) ** 2) > 0.95
    assert abs(only(Foretold, story)[-1].rmsle) < 0.1
    assert {each.name for each in only(Interval, story)} >= {"E", "A", "B", "alpha", "beta"}


def test_it_says_what_was_read(story: list[Event]) -> None:
    said = " ".join(only(Read, story)[-1].notes)
    assert "3 transformers are trained" in said
    assert "SHA-256" in said
    assert "N counts every weight" in said


def test_progress_is_told_often_and_never_goes_back(story: list[Event]) -> None:
    fractions = [event.fraction for event in only(Progress, story)]
    assert all(one <= other for one, other in pairwise(fractions))
    assert fractions[-1] == 1
    trainings = [each for each in only(Progress, story) if each.doing.startswith("training")]
    assert len(trainings) == TINY.steps // 64


@pytest.mark.parametrize("checkpoints", [1, 3, 5, 9, 10])
def test_a_killed_sweep_loses_no_more_than_a_mark_and_tells_the_same(
    checkpoints: int, story: list[Event]
) -> None:
    ctx, heard = MemoryContext(), []
    for event in lab.run(ScalingParams(source="live", sweep="small", bootstraps=300), ctx):
        if len(ctx.checkpoints) == checkpoints:
            break
        heard.append(event)
    assert heard + told(MemoryContext(resumed_from=ctx.checkpoints[-1])) == story


def test_points_do_not_depend_on_where_a_sweep_was_cut() -> None:
    marked = [each for each in sweep(TINY, seed=1) if isinstance(each, Marked)]
    cut = [each for each in sweep(TINY, seed=1, state=marked[4].state) if isinstance(each, Marked)]
    assert points_of(cut[-1].state) == marked[-1].points
    assert len(cut) == 4


def test_a_longer_sweep_begins_with_a_shorter_one() -> None:
    longer = Plan(TINY.widths[:1], (*TINY.marks, 131_072), cpu_seconds=3)
    short, long = (
        [each for each in sweep(plan, seed=0) if isinstance(each, Marked)][-1].points
        for plan in (Plan(TINY.widths[:1], TINY.marks, cpu_seconds=1), longer)
    )
    assert long[: len(short)] == short


def test_another_seed_measures_other_losses(story: list[Event]) -> None:
    assert only(Measured, told(seed=1))[0].loss != only(Measured, story)[0].loss


def test_a_cancelled_run_stops_between_steps_and_gives_the_threads_back() -> None:
    before = torch.get_num_threads()
    events = lab.run(ScalingParams(source="live", sweep="small"), MemoryContext())
    doing = [next(events) for _ in range(5)]
    events.close()
    assert doing[-1].word() == "progress", "training has begun"
    assert torch.get_num_threads() == before


def test_a_sweep_of_other_text_is_not_gone_on_with() -> None:
    kept = next(each for each in sweep(TINY, seed=0) if isinstance(each, Marked)).state
    other = State(arrays=kept.arrays, facts={**kept.facts, "corpus": "0" * 64})
    with pytest.raises(ValueError, match="began on another text"):
        list(sweep(TINY, seed=0, state=other))


def test_a_sweep_that_would_read_the_text_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="reads 13,421,772,800 tokens, but the library of Python"):
        next(sweep(Plan((8,), (FIRST_MARK * 102_400,), cpu_seconds=1), seed=0))


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_plan_that_is_offered_can_tell_a_law(plan: Plan) -> None:
    assert len(plan.widths) >= 3
    assert len(plan.marks) >= 3
    assert all(mark % TOKENS_A_STEP == 0 for mark in plan.marks)
