"""The hold-out line under a finger: where the search takes long, the law is looked for nearby."""

from typing import Any

import pytest

from labs.contract import Warned
from labs.scaling_laws.events import Tested as Foretold
from labs.scaling_laws.following import following
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points
from labs.scaling_laws.preview import preview
from tests.labs.memory import MemoryContext, upload_id
from tests.labs.scaling_laws.forms import obeying


def sheet(points: Points) -> bytes:
    rows = zip(points.N, points.D, points.loss, strict=True)
    return "\n".join(["N,D,loss", *(",".join(map(repr, map(float, row))) for row in rows)]).encode()


def both(noise: float, **settings: Any) -> tuple[Foretold, Foretold]:
    """Return what is foretold while the line moves, and once it is let go."""
    data = sheet(obeying("bnsl1", runs=80, noise=noise))
    params = ScalingParams(points=upload_id(data), form="bnsl1", **settings)
    told = (answer(params, MemoryContext(data).open) for answer in (following, preview))
    moving, still = (
        next(event for event in events if isinstance(event, Foretold)) for events in told
    )
    return moving, still


@pytest.mark.parametrize("loss", ["huber", "squared", "lad"])
def test_without_noise_the_near_law_is_the_law_and_says_that_it_was_near(loss: str) -> None:
    moving, still = both(0.0, loss=loss, holdout=0.2)
    assert (moving.near, still.near) == (True, False)
    assert (moving.points, moving.fitted) == (still.points, still.fitted)
    assert moving.rmsle is not None
    assert moving.rmsle < 1e-6


def test_with_noise_the_near_law_foretells_about_what_the_searched_one_does() -> None:
    moving, still = both(0.003, holdout=0.1)
    assert moving.rmsle == pytest.approx(still.rmsle, rel=0.02)
    assert moving.constants != still.constants


def test_a_law_that_is_quickly_searched_is_searched_while_the_line_moves() -> None:
    params = ScalingParams(source="simulated", holdout=0.4)
    told = [list(answer(params, MemoryContext().open)) for answer in (following, preview)]
    assert told[0] == told[1]


def test_too_few_runs_are_told_while_the_line_moves() -> None:
    data = sheet(obeying("bnsl1", runs=12, noise=0.003))
    params = ScalingParams(points=upload_id(data), form="bnsl1", holdout=0.8)
    said = [e.text for e in following(params, MemoryContext(data).open) if isinstance(e, Warned)]
    assert any("leaves too little to fit" in text for text in said)
