"""Curves of several runs over one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from explorer.experiments.templatetags.overlays import HEIGHT, WIDTH, overlays
from labs.contract import Event


class Measured(Event):
    gathers: ClassVar[bool] = True
    step: int
    loss: float | None
    kind: str = ""
    recorded: bool = False


@dataclass(frozen=True)
class Series:
    number: int
    events: Mapping[str, Sequence[Event]]
    title: str = "Run"


def series(*told: Sequence[Measured]) -> list[Series]:
    return [Series(number, {"measured": each}) for number, each in enumerate(told, 1)]


def test_each_kind_of_curve_has_a_picture_with_every_run_that_has_it():
    one = [Measured(step=n, loss=n, kind=kind) for n in (1, 2) for kind in ("a", "b")]
    other = [Measured(step=n, loss=3, kind="b") for n in (1, 2)]
    drawn = overlays(series(one, other), "measured", "step", "loss", by="kind")
    assert [(each.title, [curve.number for curve in each.curves]) for each in drawn] == [
        ("a", [1]),
        ("b", [1, 2]),
    ]


def test_what_was_recorded_for_the_lab_is_no_ones_curve():
    old = [Measured(step=1, loss=1, recorded=True)]
    assert overlays(series(old, old), "measured", "step", "loss") == []


def test_what_tells_nothing_of_a_curve_is_no_part_of_it():
    told = [Measured(step=1, loss=1), Measured(step=2, loss=None)]
    (drawn,) = overlays(series(told, [Measured(step=1, loss=None)]), "measured", "step", "loss")
    assert [len(curve.marks) for curve in drawn.curves] == [1]
    assert overlays(series([Measured(step=1, loss=None)]), "measured", "step", "loss") == []


def test_one_point_that_never_changes_is_drawn_within_the_picture():
    (drawn,) = overlays(series([Measured(step=3, loss=0)]), "measured", "step", "loss")
    ((x, y),) = drawn.curves[0].marks
    assert 0 <= x <= WIDTH
    assert 0 <= y <= HEIGHT
