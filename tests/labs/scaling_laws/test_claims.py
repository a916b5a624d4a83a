from typing import Any

import numpy as np
import pytest

from labs.contract import Claimed, Verdict
from labs.scaling_laws.claims import claimed
from labs.scaling_laws.lab import lab
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points
from labs.scaling_laws.preview import preview
from tests.labs.memory import MemoryContext, upload_id
from tests.labs.scaling_laws.sheets import SHEETS
from tests.labs.scaling_laws.worlds import EPOCH, world


def verdicts(**settings: Any) -> dict[str, Verdict]:
    events = preview(
        ScalingParams(source="simulated", noise=0.001, **settings), MemoryContext().open
    )
    return {
        event.claim: lab.claim(event.claim).verdict(event.measured)
        for event in events
        if isinstance(event, Claimed)
    }


def test_the_refitted_law_bears_out_the_abstract_of_hoffmann() -> None:
    assert verdicts(law="epoch") == {
        "equal-scaling": "holds", "twenty-tokens": "holds", "epoch-refit": "holds",
        "four-times": "holds in miniature", "smaller-on-more": "not reproduced",
    }  # fmt: skip


@pytest.mark.parametrize("law", ["hoffmann", "hoffmann_unrounded"])
def test_the_printed_law_contradicts_its_own_paper(law: str) -> None:
    assert verdicts(law=law) == {
        "equal-scaling": "not reproduced", "twenty-tokens": "not reproduced",
        "printed-estimates": "holds",
        "four-times": "not reproduced", "smaller-on-more": "holds",
    }  # fmt: skip


def test_own_runs_say_nothing_about_published_constants() -> None:
    data = SHEETS["by hand"]
    params = ScalingParams(points=upload_id(data))
    events = preview(params, MemoryContext(data).open)
    told = {event.claim for event in events if isinstance(event, Claimed)}
    assert told == {"equal-scaling", "twenty-tokens", "smaller-on-more", "four-times"}


def test_tiny_runs_are_not_asked_about_huge_budgets() -> None:
    points = world()
    tiny = Points.of(points.N / 1e3, points.D / 1e3, points.loss)
    params = ScalingParams(points="0" * 64)
    assert [event.claim for event in claimed(params, tiny, EPOCH)] == [
        "equal-scaling", "four-times"
    ]  # fmt: skip
    assert np.all(tiny.C < 5.76e20)


def test_a_measurement_of_simulated_runs_says_what_a_perfect_fit_would_give() -> None:
    told = preview(ScalingParams(source="simulated"), MemoryContext().open)
    remarks = {event.claim: event.remark for event in told if isinstance(event, Claimed)}
    assert "gives 18.39" in remarks["twenty-tokens"]
    assert "gives 0.5126" in remarks["equal-scaling"]
    of_own = claimed(ScalingParams(points="0" * 64), world(), EPOCH)
    assert not [event for event in of_own if "simulated" in event.remark]
