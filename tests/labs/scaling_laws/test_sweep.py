"""The sweep and the run that tells it, on the smallest models that still obey a law."""

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from labs.contract import Event, Progress, Warned
from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.events import Fitted, Frontier, Interval, Measured, Read
from labs.scaling_laws.events import Tested as Foretold
from labs.scaling_laws.lab import lab
from labs.scaling_laws.models import ModelParams, models
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import (
    FIRST_MARK,
    PLANS,
    RECORDED,
    TOKENS_A_STEP,
    WIDTHS,
    Plan,
    doubling,
    parameters,
)
from labs.scaling_laws.preview import preview
from labs.scaling_laws.recorded import FACTS
from labs.scaling_laws.sweep import STEPS_TOLD, Kept, Point, sweep, trained
from labs.scaling_laws.transformer import initial
from tests.labs.memory import MemoryContext

TINY = Plan(widths=(8, 16, 32), marks=(8_192, 16_384, 32_768))


@pytest.fixture(autouse=True)
def _small_means_tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PLANS, "small", TINY)


def told(ctx: MemoryContext | None = None, **settings: Any) -> list[Event]:
    chosen = {"source": "live", "sweep": "small", "bootstraps": 300, **settings}
    return list(lab.run(ScalingParams(**chosen), ctx or MemoryContext(lab=lab)))


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


def test_points_are_numbered_by_their_place_in_the_plan(story: list[Event]) -> None:
    assert [point.number for point in only(Measured, story)] == list(range(1, 10))


def test_progress_is_told_often_and_never_goes_back(story: list[Event]) -> None:
    fractions = [event.fraction for event in only(Progress, story)]
    assert all(one <= other for one, other in pairwise(fractions))
    assert fractions[-1] == 1
    trainings = [each for each in only(Progress, story) if each.doing.startswith("training")]
    assert len(trainings) == TINY.steps // STEPS_TOLD


@pytest.mark.parametrize("checkpoints", [1, 3, 5, 9, 10])
def test_a_killed_sweep_loses_no_more_than_a_mark_and_tells_the_same(
    checkpoints: int, story: list[Event]
) -> None:
    ctx, heard = MemoryContext(lab=lab), []
    for event in lab.run(ScalingParams(source="live", sweep="small", bootstraps=300), ctx):
        if len(ctx.checkpoints) >= checkpoints:
            break
        heard.append(event)
    resumed = MemoryContext(lab=lab, shelf=ctx.shelf, resumed_from=ctx.checkpoints[checkpoints - 1])
    assert lasting(heard + told(resumed)) == lasting(story)


def lasting(events: list[Event]) -> list[Event]:
    """Return all but progress, which another attempt tells from where it goes on."""
    return [event for event in events if not isinstance(event, Progress)]


class OtherOrder(MemoryContext):
    """Hears of the largest model first, as when another worker took it."""

    def share(self, parts: Any) -> Any:
        places = range(len(parts) - 1, -1, -1)
        return ((places[k], event) for k, event in super().share([parts[p] for p in places]))


def test_the_order_in_which_points_arrive_changes_no_result(story: list[Event]) -> None:
    other = told(OtherOrder(lab=lab))
    assert [point.number for point in only(Measured, other)] != list(range(1, 10))
    by_number = sorted(only(Measured, other), key=lambda point: point.number)
    assert by_number == only(Measured, story)
    for kind in (Interval, Warned):
        assert only(kind, other) == only(kind, story)
    assert [only(Fitted, each)[-1] for each in (other, story)] == 2 * [only(Fitted, story)[-1]]


def test_another_loss_of_the_same_sweep_trains_nothing() -> None:
    shelf = MemoryContext(lab=lab)
    told(shelf)
    again = told(MemoryContext(lab=lab, shelf=shelf.shelf), loss="lad")
    assert len(only(Measured, again)) == 9
    assert not [each for each in only(Progress, again) if each.doing.startswith("training")]


def marked(params: ModelParams) -> list[Kept]:
    return [each for each in trained(params) if isinstance(each, Kept)]


def text() -> str:
    return standard_library().sha256


def test_points_do_not_depend_on_where_a_training_was_cut() -> None:
    params = models(TINY, seed=1, text=text())[1]
    whole = marked(params)
    cut = [each for each in trained(params, whole[1].state) if isinstance(each, Kept)]
    assert [each.marked for each in cut] == [whole[2].marked]


def test_a_longer_sweep_begins_with_a_shorter_one() -> None:
    short, long = (
        list(sweep(Plan(TINY.widths[:1], marks), seed=0))
        for marks in (TINY.marks, (*TINY.marks, 131_072))
    )
    assert long[: len(short)] == short


def test_a_part_is_what_the_recorded_sweep_trains() -> None:
    points = list(sweep(Plan(TINY.widths[:1], TINY.marks), seed=0))
    assert points == [
        Point(8, each.marked.parameters, each.marked.tokens, each.marked.loss)
        for each in marked(models(TINY, seed=0, text=text())[0])
    ]


def test_another_seed_measures_other_losses(story: list[Event]) -> None:
    assert only(Measured, told(seed=1))[0].loss != only(Measured, story)[0].loss


def test_a_cancelled_run_stops_between_steps_and_gives_the_threads_back() -> None:
    before = torch.get_num_threads()
    events = lab.run(ScalingParams(source="live", sweep="small"), MemoryContext(lab=lab))
    next(each for each in events if isinstance(each, Progress) and "training" in each.doing)
    events.close()
    assert torch.get_num_threads() == before


def test_a_sweep_of_other_text_is_not_gone_on_with() -> None:
    with pytest.raises(ValueError, match="began on another text"):
        next(trained(models(TINY, seed=0, text="0" * 64)[0]))


def test_a_sweep_that_would_read_the_text_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="reads 13,421,772,800 tokens, but the library of Python"):
        next(sweep(Plan((8,), (FIRST_MARK * 102_400,)), seed=0))


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_plan_that_is_offered_can_tell_a_law(plan: Plan) -> None:
    assert len(plan.widths) >= 3
    assert len(plan.marks) >= 3
    assert all(mark % TOKENS_A_STEP == 0 for mark in plan.marks)


def test_the_sizes_that_are_offered_are_those_that_are_trained() -> None:
    assert [parameters(width) for width in WIDTHS] == [initial(d, 0).numel() for d in WIDTHS]


def test_a_sweep_costs_about_what_the_recorded_one_took() -> None:
    facts = json.loads(FACTS.read_text())
    assert RECORDED.cpu_seconds * len(facts["seeds"]) == pytest.approx(facts["cpu_seconds"], 0.05)


def test_what_a_sweep_costs_is_said_before_it_is_chosen() -> None:
    said = ScalingParams.control("sweep").labels
    assert said["standard"] == "6 models, 24 points: about 140 CPU-seconds"
    assert said["large"] == "7 models, 35 points: about 400 CPU-seconds"


def custom(widths: str, marks: int) -> ScalingParams:
    return ScalingParams(source="live", sweep="custom", widths=widths, marks=marks)


def test_sizes_and_marks_are_the_visitors_choice() -> None:
    assert custom("96,12,24", 3).plan == Plan((12, 24, 96), doubling(3))
    assert custom("96,12,24", 3) == custom("12,24,96,12", 3)


@pytest.mark.parametrize(
    ("widths", "marks", "said"),
    [
        ("12,16", 4, "widths names 2 models, but a law needs at least 3; tick 1 more"),
        ("", 4, "tick 3 more"),
        ("12,16,13", 4, "'128' or '192'"),
        ("24,64,96,128,192", 6, "about 1,560 CPU-seconds, but at most 1,200 are given"),
    ],
)
def test_a_choice_that_tells_nothing_or_costs_too_much_is_refused(
    widths: str, marks: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        custom(widths, marks)


def test_what_a_choice_costs_is_told_before_it_is_run() -> None:
    (promise,) = preview(custom("12,24,192", 6), MemoryContext().open)
    assert "for about 870 CPU-seconds in all" in promise.notes[0]
