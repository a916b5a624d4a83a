"""A class as one experiment: who trains which cell, what one bets on, and the law of all."""

import pytest

from labs.contract import Event
from labs.registry import labs
from labs.scaling_laws.deal import deal
from labs.scaling_laws.events import Fitted, Frontier, Interval, Measured
from labs.scaling_laws.held_out import held_out
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import PLANS
from labs.scaling_laws.pool import pool
from labs.scaling_laws.recorded import recorded
from workers.local import LocalContext

LAB = labs()["scaling_laws"]


def students(points: int = 24) -> list[list[Event]]:
    """Return what each of a class told, of the recorded models that a standard sweep has."""
    runs = recorded()
    within = [
        place for place in range(len(runs)) if runs.N[place] < 1.2e5 and runs.D[place] < 1.1e6
    ]
    return [
        [
            Measured(
                parameters=runs.N[place], tokens=runs.D[place], compute=runs.C[place],
                loss=runs.loss[place],
            )
        ]
        for place in within[:points]
    ]  # fmt: skip


@pytest.mark.parametrize("sweep", ["small", "standard", "large"])
def test_every_cell_is_dealt_before_one_is_dealt_twice(sweep: str):
    params = ScalingParams(source="live", sweep=sweep)
    points = PLANS[sweep].points
    hands = [deal(params, seat) for seat in range(1, 2 * points + 1)]
    assert sorted(hand.cell for hand in hands[:points]) == list(range(1, points + 1))
    assert hands[points:] == hands[:points]


def test_the_first_few_students_already_span_the_sweep():
    plan = PLANS["standard"]
    hands = [deal(ScalingParams(source="live"), seat) for seat in range(1, 9)]
    cells = [plan.cell(hand.cell) for hand in hands]
    assert len({width for width, _ in cells}) >= 5
    assert len({tokens for _, tokens in cells}) == len(plan.marks)


def test_a_cell_beyond_the_sweep_is_refused():
    with pytest.raises(ValueError, match="cell is 13, but the sweep has 12 points"):
        ScalingParams(source="live", sweep="small", cell=13)


def test_one_cell_tells_one_point_of_the_sweep():
    params = ScalingParams(source="live", sweep="small", cell=1)
    told = list(LAB.run(params, LocalContext(0, {}, None, LAB)))
    (point,) = [each for each in told if isinstance(each, Measured)]
    width, tokens = PLANS["small"].cell(1)
    assert (width, point.tokens, point.number) == (12, tokens, 1)
    assert 1 < point.loss < 4
    assert not any(isinstance(each, Fitted) for each in told)


def test_the_class_makes_one_law_with_what_it_leaves_open():
    told = list(pool(students()))
    (law,) = [each for each in told if isinstance(each, Fitted)]
    assert law.points == 24
    assert {each.name for each in told if isinstance(each, Interval)} >= {"alpha", "beta"}
    (frontier,) = [each for each in told if isinstance(each, Frontier)]
    assert frontier.loss_low


def test_students_who_measured_the_same_share_a_point():
    once, twice = list(pool(students(6))), list(pool(students(6) * 2))
    assert [each for each in once if isinstance(each, Measured)] == [
        each for each in twice if isinstance(each, Measured)
    ]


def test_a_few_points_are_shown_without_a_law():
    told = list(pool(students(3)))
    assert {each.word() for each in told} == {"read", "measured"}


def test_the_bet_is_on_a_model_beyond_every_sweep():
    runs, bet = recorded(), held_out(ScalingParams())
    assert bet.measured in runs.loss
    assert "425,984 parameters" in bet.asks
    assert all(plan.marks[-1] < 4_194_304 for plan in PLANS.values())
