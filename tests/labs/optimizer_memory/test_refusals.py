from itertools import islice

import pytest
from pydantic import ValidationError

from labs.optimizer_memory import sandbox
from labs.optimizer_memory.params import MemoryParams
from labs.optimizer_memory.sandbox import simulated
from tests.labs.optimizer_memory.settings import tiny


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"model": "own", "layers": 10_000}, "layers is 10,000, and to follow every op of so many"),
        ({"model": "own", "heads": 7}, "heads is 7, but the width of 4096 must be"),
        ({"model": "own", "key_value_heads": 5}, "key_value_heads is 5, but it must divide the 32"),
        ({"optimizers": "lomo"}, "optimizers names 1, but 2 to 4"),
    ],
)
def test_it_refuses_in_one_sentence(given: dict[str, object], said: str):
    with pytest.raises(ValidationError, match="1 validation error") as refused:
        MemoryParams.model_validate(given)
    assert said in str(refused.value)


def test_ten_thousand_layers_are_no_trouble_for_the_formulas():
    assert MemoryParams(model="own", layers=10_000, mode="formula").shape.layers == 10_000


def test_a_simulation_that_wants_more_memory_than_it_may_have_says_so(monkeypatch):
    monkeypatch.setattr(sandbox, "MEMORY_GIB", 0.01)
    with pytest.raises((MemoryError, RuntimeError)):
        list(simulated(tiny()))


def test_a_simulation_that_is_given_up_leaves_no_process(monkeypatch):
    started = []
    begin = sandbox._started

    def remembered():
        started.append(begin())
        return started[-1]

    monkeypatch.setattr(sandbox, "_started", remembered)
    running = simulated(tiny())
    assert list(islice(running, 1)) == [0]
    running.close()
    assert started[0].poll() is not None
