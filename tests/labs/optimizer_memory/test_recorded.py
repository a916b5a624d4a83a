import pytest

from labs.optimizer_memory.methods import METHODS
from labs.optimizer_memory.paper import reference
from labs.optimizer_memory.recorded import FOLDER, recorded
from labs.optimizer_memory.simulating import simulate
from labs.optimizer_memory.unfolding import report

MOST_BYTES = 40_000


@pytest.mark.parametrize("optimizer", METHODS)
def test_a_recording_is_small_and_says_that_it_is_one(optimizer: str):
    found = recorded(reference(optimizer))
    assert found
    assert found.simulated.source == found.unfolded.source == "recorded"
    assert len(found.unfolded.model_dump_json()) <= MOST_BYTES
    assert max(found.unfolded.gradients) == pytest.approx(found.simulated.gradients_gib, abs=1e-4)


def test_a_recording_is_what_a_simulation_finds_today():
    setting = reference("lomo")
    found, kept = report(setting, simulate(setting)), recorded(setting)
    assert kept
    assert kept.unfolded.model_dump(mode="json", exclude={"source"}) == {
        name: [list(each) for each in value] if name == "alive" else value
        for name, value in found["unfolded"].items()
    }


def test_nothing_else_is_in_the_folder():
    assert {path.stem for path in FOLDER.iterdir()} == set(METHODS)
