"""The recorded sweep: what the file holds, and what the page makes of it."""

import json
from pathlib import Path

import numpy as np

from labs.contract import Claimed, Event, Warned
from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.events import Measured, Read
from labs.scaling_laws.fitting import fit
from labs.scaling_laws.holdout import Parted
from labs.scaling_laws.lab import lab
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import RECORDED, TOKENS_A_STEP, Plan
from labs.scaling_laws.preview import preview
from labs.scaling_laws.record import COLUMNS, record
from labs.scaling_laws.recorded import FACTS, POINTS, recorded
from tests.labs.memory import MemoryContext


def previewed(**settings: object) -> list[Event]:
    return list(preview(ScalingParams.model_validate(settings), MemoryContext().open))


def test_every_model_of_the_plan_is_there_for_every_seed() -> None:
    points, facts = recorded(), json.loads(FACTS.read_text())
    assert len(points) == facts["points"] == RECORDED.points * len(facts["seeds"])
    assert set(points.D.tolist()) == set(RECORDED.marks)
    assert set(points.N.tolist()) == {24 * d * d + 256 * d for d in RECORDED.widths}
    assert facts["steps"] == RECORDED.steps * len(facts["seeds"])
    assert (points.C == 6 * points.N * points.D).all()


def test_its_card_says_what_its_facts_say() -> None:
    card, facts = (POINTS.parent / "README.md").read_text(), json.loads(FACTS.read_text())
    for name in ("recorded_on", "python", "torch", "corpus_sha256", "hardware"):
        assert str(facts[name]) in card, name
    for name in ("points", "models", "steps", "cpu_seconds", "corpus_bytes"):
        assert f"{facts[name]:,}" in card, name


def test_the_page_says_where_the_points_come_from() -> None:
    events = previewed(source="recorded", budget=14)
    said = " ".join(next(event for event in events if isinstance(event, Read)).notes)
    assert "transformers were trained for this lab on 2026-" in said
    assert "SHA-256" in said
    assert sum(isinstance(event, Measured) for event in events) == len(recorded())


def test_the_law_explains_most_of_it_and_foretells_the_largest() -> None:
    points = recorded()
    law, z = fit(points).law, np.log(points.loss)
    rest = np.log(law.predict(points.N, points.D)) - z
    assert 1 - rest @ rest / np.sum((z - z.mean()) ** 2) > 0.95
    parted = Parted.at(points, 0.2)
    seen = parted.fit("huber").law.predict(parted.beyond.N, parted.beyond.D)
    assert np.sqrt(np.mean(np.log(seen / parted.beyond.loss) ** 2)) < 0.1


def test_models_this_small_speak_to_no_claim_about_large_ones() -> None:
    claims = [event for event in previewed(source="recorded") if isinstance(event, Claimed)]
    assert [event.claim for event in claims] == ["four-times"]
    assert "a million times smaller" in claims[0].remark


def test_a_budget_that_no_law_reaches_is_doubted() -> None:
    far, near = (
        " ".join(event.text for event in previewed(source="recorded", ask="budget", budget=budget)
                 if isinstance(event, Warned))
        for budget in (23.76, 14)
    )  # fmt: skip
    assert "no law reaches that far; a budget of 14.0 would be ten times that run" in far
    assert "reaches that far" not in near


def test_a_live_sweep_promises_and_shows_nothing_before_it_is_run() -> None:
    (promise,) = previewed(source="live", sweep="small")
    assert isinstance(promise, Read)
    assert "Nothing is trained yet" in promise.notes[0]
    assert "4 transformers" in promise.notes[0]


def test_a_run_of_the_recorded_points_ends_in_intervals() -> None:
    words = [each.word() for each in lab.run(
        ScalingParams(source="recorded", bootstraps=100, budget=14), MemoryContext()
    )]  # fmt: skip
    assert words.count("interval") == 6


def test_the_script_that_recorded_it_writes_points_and_facts(tmp_path: Path) -> None:
    tiny = Plan((8, 12), (4_096, 8_192))
    points, facts = (tmp_path / name for name in ("a.csv", "a.json"))
    record(tiny, [0, 3], points, facts)
    header, *rows = points.read_text().splitlines()
    assert header == ",".join(COLUMNS)
    assert [row.split(",")[:4] for row in rows[::2]] == [
        ["0", "8", "3584", "4096"], ["0", "12", "6528", "4096"],
        ["3", "8", "3584", "4096"], ["3", "12", "6528", "4096"],
    ]  # fmt: skip
    told = json.loads(facts.read_text())
    assert told["steps"] == 4 * 8_192 // TOKENS_A_STEP
    assert told["corpus_sha256"] == standard_library().sha256
