from collections.abc import Callable, Sequence

import pytest

from explorer.accounts.models import Guest
from explorer.exports.addresses import place_of
from explorer.exports.result import Result
from explorer.runs import leases
from explorer.runs.leases import Numbered
from explorer.runs.models import Run
from explorer.runs.services import start_run
from labs.contract import Claimed, Event, Params
from labs.registry import labs
from workers.local import LocalContext

CLOCK = labs()["clockwork"]
SCALING = labs()["scaling_laws"]

Finish = Callable[..., Run]


@pytest.fixture
def finished(ben: Guest) -> Finish:
    """Return a way to have a worker tell events of a run that Ben asked for, and end it well."""

    def finish(lab: object, params: Params, events: Sequence[Event]) -> Run:
        run = start_run(lab, params, ben)
        lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
        assert lease
        told = [Numbered(seq, each) for seq, each in enumerate(events, lease.last_seq + 1)]
        leases.finish(lease, told, 0.5, {"packages": {"torch": "2.13.0"}})
        return Run.objects.get(id=run.id)

    return finish


@pytest.fixture
def ticked(finished: Finish) -> Run:
    """A finished run of the clockwork, which has no picture of its own."""
    tick = CLOCK.events["ticked"]
    told = [tick(step=1, total=1), tick(step=2, total=3), Claimed(claim="ticks", measured=1)]
    return finished(CLOCK, CLOCK.params(steps=2, seed=7), told)


@pytest.fixture
def fitted(finished: Finish) -> Run:
    """A finished run of the lab of scaling laws, small, and told by its own science."""
    params = SCALING.params(source="simulated", runs=20, bootstraps=0, seed=7)
    return finished(SCALING, params, list(SCALING.run(params, LocalContext(7, {}, None, SCALING))))


@pytest.fixture
def result() -> Callable[[Run], Result]:
    return lambda run: Result(run, place_of("http://testserver", run.id))
