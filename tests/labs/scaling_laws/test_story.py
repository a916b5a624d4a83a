"""What a story tells besides its law: rivals, questions, runs left out, overlays, the card."""

import json
from typing import Any

import numpy as np
import pytest

from labs.contract import Event, Warned
from labs.scaling_laws import science
from labs.scaling_laws.events import (
    Approached,
    Carded,
    Compared,
    Fitted,
    Frontier,
    Influenced,
    Interval,
    Measured,
    Offered,
    Overlaid,
    Profiled,
    Spent,
)
from labs.scaling_laws.gathering import kept
from labs.scaling_laws.lab import lab
from labs.scaling_laws.law_card import read_card
from labs.scaling_laws.params import FORMS, ScalingParams
from labs.scaling_laws.preview import preview
from labs.scaling_laws.recorded import recorded
from tests.labs.memory import MemoryContext, upload_id
from tests.labs.scaling_laws.worlds import as_array, world


def previewed(**settings: Any) -> list[Event]:
    return list(preview(ScalingParams(**settings), MemoryContext().open))


def only(kind: type[Any], events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def recorded_run() -> list[Event]:
    return list(lab.run(ScalingParams(bootstraps=300), MemoryContext()))


def test_the_additive_form_loses_on_the_lab_s_own_models(recorded_run: list[Event]) -> None:
    (compared,) = only(Compared, recorded_run)
    rows = {row.form: row for row in compared.rows}
    assert compared.rows[0].form == "general"
    assert rows["general"].aicc < rows["kaplan"].aicc < rows["chinchilla"].aicc
    assert rows["general"].rmsle < 0.04 < rows["chinchilla"].rmsle
    assert {*rows} == {*FORMS} - {"data_constrained"}


def test_a_form_that_the_runs_cannot_tell_is_offered_with_the_reason() -> None:
    (offered,) = only(Offered, previewed())
    assert offered.forms["chinchilla"] == ""
    assert "no column of unique tokens was given" in offered.forms["data_constrained"]


@pytest.mark.parametrize("form", [form for form in FORMS if form != "data_constrained"])
def test_every_form_is_previewed_with_its_own_constants(form: str) -> None:
    events = previewed(form=form)
    (fitted,) = only(Fitted, events)
    assert fitted.form == form
    assert all(np.isfinite(list(fitted.constants.values())))
    assert only(Frontier, events)


def test_a_law_of_parameters_alone_knows_no_frontier() -> None:
    events = previewed(form="power_floor", variable="parameters")
    assert not only(Frontier, events)
    assert not only(Spent, events)
    assert only(Fitted, events)[0].variable == "parameters"


def test_a_run_left_out_is_shown_and_not_fitted() -> None:
    events = previewed(excluded="2, 5")
    left = [each.number for each in only(Measured, events) if each.excluded]
    assert left == [2, 5]
    runs = kept(recorded(), (2, 5))
    assert only(Fitted, events)[0].objective == science.fit(runs).objective
    assert set(range(1, 97)) - set(only(Influenced, events)[0].numbers) == {2, 5}


def test_the_influence_of_a_run_is_what_leaving_it_out_does() -> None:
    (told,) = only(Influenced, previewed())
    worst = int(np.argmax(np.abs(told.exponent)))
    before, after = (
        only(Fitted, previewed(excluded=excluded))[0].exponent
        for excluded in ("", str(told.numbers[worst]))
    )
    assert after - before == pytest.approx(told.exponent[worst], rel=1e-3)


def test_leaving_out_a_run_that_is_not_there_is_doubted() -> None:
    said = " ".join(each.text for each in only(Warned, previewed(excluded="400")))
    assert "Run 400 is to be left out, but there are only 96 runs" in said


@pytest.mark.parametrize(
    ("asked", "fixed"),
    [
        ({"ask": "budget", "budget": 15}, {"compute": 1e15}),
        ({"ask": "parameters", "size": 6}, {"parameters": 1e6}),
        ({"ask": "loss", "target": 1.5}, {"loss": 1.5}),
    ],
)
def test_a_question_is_answered_at_what_was_asked(
    asked: dict[str, Any], fixed: dict[str, float]
) -> None:
    (spent,) = only(Spent, previewed(**asked))
    assert {name: getattr(spent, name) for name in fixed} == pytest.approx(fixed)
    assert spent.compute == pytest.approx(6 * spent.parameters * spent.tokens)


def test_the_bootstrap_opens_what_was_not_asked_for() -> None:
    settings = ScalingParams(source="simulated", ask="loss", target=2.1, bootstraps=300)
    spent = only(Spent, list(lab.run(settings, MemoryContext())))[-1]
    assert spent.compute_low < spent.compute < spent.compute_high
    assert spent.loss_low is None


def test_a_loss_below_the_floor_has_no_price() -> None:
    events = previewed(ask="loss", target=0.5)
    assert not only(Spent, events)
    said = " ".join(each.text for each in only(Warned, events))
    assert "No budget reaches a loss of 0.5 by this law" in said


def test_the_three_approaches_stand_side_by_side(recorded_run: list[Event]) -> None:
    first, second, third = only(Approached, recorded_run)
    assert (first.approach, second.approach, third.approach) == (1, 2, 3)
    assert first.low < first.exponent < first.high
    assert first.high - first.low > 2 * (second.high - second.low), "few sizes are ever best"
    assert second.low < second.exponent < second.high
    assert len(second.curvature) == len(second.parameters)
    assert third.exponent == pytest.approx(only(Fitted, recorded_run)[-1].exponent)


def test_pf_days_read_as_flop_are_seen_to_be_wrong() -> None:
    right, wrong = (
        only(Overlaid, previewed(overlay="kaplan", pf_days=misread))[0] for misread in (False, True)
    )
    assert wrong.parameters[0] / right.parameters[0] == pytest.approx(8.64e19**0.73)
    assert "10^14.6 times too large" in wrong.remark


def test_an_optimizer_that_stops_early_is_drawn_beside_the_optimum() -> None:
    summed, averaged = (
        only(Overlaid, previewed(source="simulated", stopping=scale))[0]
        for scale in ("sum", "mean")
    )
    assert "summed over the runs" in summed.remark
    assert averaged.loss != summed.loss


def test_rounded_constants_move_the_best_model() -> None:
    (curve,) = only(Overlaid, previewed(source="simulated", rounded=True))
    (frontier,) = only(Frontier, previewed(source="simulated"))
    assert curve.compute == frontier.compute
    assert curve.parameters != frontier.parameters


def test_without_embeddings_the_best_size_grows_faster() -> None:
    counted, bare = (only(Fitted, previewed(embeddings=each))[0] for each in (True, False))
    assert bare.exponent > counted.exponent


def test_whole_models_leave_more_open_than_points(recorded_run: list[Event]) -> None:
    points = list(lab.run(ScalingParams(bootstraps=300, resample="points"), MemoryContext()))
    widths = [
        next(each.high - each.low for each in only(Interval, events) if each.name == "exponent")
        for events in (recorded_run, points)
    ]
    assert widths[0] > widths[1]


def test_a_constant_that_the_runs_do_not_tell_says_so(recorded_run: list[Event]) -> None:
    told = {each.name: each.unidentified for each in only(Interval, recorded_run)}
    assert "more than a decade" in told["A"]
    assert told["exponent"] == ""


def test_a_profile_is_least_at_the_fitted_constant(recorded_run: list[Event]) -> None:
    fitted = only(Fitted, recorded_run)[-1]
    for each in only(Profiled, recorded_run):
        nearest = int(
            np.argmin(np.abs(np.log(np.array(each.values) / fitted.constants[each.name])))
        )
        assert min(each.excess) >= -1e-6
        assert each.excess[nearest] < 0.2 * max(each.excess)


def test_the_law_card_tells_the_whole_law(recorded_run: list[Event]) -> None:
    (card,) = only(Carded, recorded_run)
    read = read_card(card.json_text)
    fitted = only(Fitted, recorded_run)[-1]
    assert {each.name: each.value for each in read.constants} == fitted.constants
    assert (read.lab, read.lab_version) == (lab.slug, lab.version)
    assert read.resampled == "whole models"
    assert json.loads(card.json_text)["points"] == 96
    assert "nats per byte" in card.text


def test_runs_of_one_size_are_fitted_by_a_law_of_tokens() -> None:
    points = world(runs=30)
    one_size = np.column_stack([np.full(30, 1e8), as_array(points)[:, 1:]])
    data = (
        "N,D,loss\n" + "\n".join(",".join(map(repr, row)) for row in one_size.tolist())
    ).encode()
    ctx = MemoryContext(data)
    events = list(preview(ScalingParams(points=upload_id(data), form="power"), ctx.open))
    assert only(Fitted, events)[0].points == 30
    assert "every run has the same N" in only(Offered, events)[0].forms["chinchilla"]
