from typing import Any

import pytest

from labs.contract import Event, Progress
from labs.scaling_laws.events import Fitted, Measured, Read, Split
from labs.scaling_laws.events import Tested as Foretold
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import PointsError
from labs.scaling_laws.preview import preview
from labs.scaling_laws.science import run
from tests.labs.memory import MemoryContext, upload_id
from tests.labs.scaling_laws.sheets import HEAD, SHEETS
from tests.labs.scaling_laws.worlds import as_array, world


def previewed(*files: bytes, **settings: Any) -> list[Event]:
    return list(preview(ScalingParams(**settings), MemoryContext(*files).open))


def test_a_preview_tells_what_a_run_without_resamples_tells() -> None:
    params = ScalingParams(source="simulated", runs=40, bootstraps=0)
    whole = [event for event in run(params, MemoryContext()) if not isinstance(event, Progress)]
    early = previewed(source="simulated", runs=40)
    assert [each for each in early if each not in whole] == []
    assert [each.word() for each in early[-6:]] == ["influenced", *["claimed"] * 5]


def test_dragging_the_hold_out_moves_the_test_and_not_the_law() -> None:
    left, right = (previewed(source="simulated", holdout=share) for share in (0.5, 0.1))
    by_kind = [{type(event): event for event in events} for events in (left, right)]
    assert by_kind[0][Fitted] == by_kind[1][Fitted]
    assert by_kind[0][Foretold] != by_kind[1][Foretold]
    assert by_kind[0][Split].model_dump()["held_out"] == 120


def test_an_uploaded_file_is_previewed() -> None:
    data = SHEETS["Excel, Unicode text"]
    events = previewed(data, points=upload_id(data))
    assert sum(isinstance(event, Measured) for event in events) == 7


def test_a_bad_file_is_refused_in_its_own_words() -> None:
    data = f"{HEAD}=1+1,1e9,3\n".encode()
    with pytest.raises(PointsError, match="row 9, column 'N': '=1\\+1' is a formula"):
        previewed(data, points=upload_id(data))


def test_a_missing_upload_is_told_as_such() -> None:
    with pytest.raises(FileNotFoundError):
        previewed(points="0" * 64)


def test_a_large_file_is_previewed_thinned_and_says_so() -> None:
    rows = [
        row * [1, 1, 1 + shift] for shift in (0, 1e-3, 2e-3) for row in as_array(world(runs=400))
    ]
    data = ("N,D,loss\n" + "\n".join(",".join(map(repr, map(float, row))) for row in rows)).encode()
    events = previewed(data, points=upload_id(data))
    read = next(event for event in events if isinstance(event, Read))
    assert "This preview fits 1,000 of 1,200 runs; pressing Run fits them all." in read.notes
