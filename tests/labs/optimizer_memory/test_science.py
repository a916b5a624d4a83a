"""A whole run: what it tells, by name, as others rely on it."""

from collections.abc import Iterator

import pytest

from labs.contract import Event
from labs.optimizer_memory.events import Compared, Ramped, Simulated, Trained, Unfolded
from labs.optimizer_memory.params import MemoryParams
from labs.optimizer_memory.science import run
from tests.labs.memory import MemoryContext


def told(**given: object) -> list[Event]:
    return list(run(MemoryParams.model_validate(given), MemoryContext()))


def of(kind: type[Event], events: list[Event]) -> Iterator[Event]:
    return (each for each in events if type(each) is kind)


@pytest.fixture(scope="module")
def simulated() -> list[Event]:
    return told(mode="simulate", optimizer="lomo", batch=8, sequence=512, era="2023")


def test_a_simulation_tells_its_figures_once(simulated: list[Event]):
    (found,) = of(Simulated, simulated)
    assert found.source == "simulated"
    assert found.parameters_gib == pytest.approx(12.55, abs=0.005)
    assert found.gradients_gib == pytest.approx(0.24, abs=0.005)
    assert found.states_gib == 0
    assert found.sum_gib == pytest.approx(14.58, rel=0.01)
    assert found.cpu_seconds > 0
    assert found.rss_mb <= 600


def test_its_timeline_is_the_last_that_is_told(simulated: list[Event]):
    last = list(of(Unfolded, simulated))[-1]
    assert last.source == "simulated"
    assert len(list(of(Ramped, simulated))) == 2


def test_training_tells_every_step_of_every_optimizer():
    events = told(mode="run", optimizers="lomo,sgd", steps=3)
    steps = [(each.optimizer, each.step) for each in of(Trained, events)]
    assert steps == [(name, step) for step in (1, 2, 3) for name in ("lomo", "sgd")]
    lomo, sgd = list(of(Trained, events))[-2:]
    assert lomo.loss == sgd.loss
    assert lomo.gradients_peak_bytes < sgd.gradients_peak_bytes
    (compared,) = of(Compared, events)
    assert (compared.max_abs_difference, compared.exact) == (0.0, True)


def test_two_simulations_differ_in_nothing_but_their_costs(simulated: list[Event]):
    (found,) = of(Simulated, simulated)
    assert found == found.model_copy(update={"cpu_seconds": 99.0, "rss_mb": 1.0})
    assert found != found.model_copy(update={"peak_gib": 1.0})
