"""What the tests of experiments begin with."""

from collections.abc import Sequence
from typing import Any

from explorer.accounts.models import Guest
from explorer.experiments.models import Experiment
from explorer.experiments.services import create_experiment, keep_runs
from explorer.experiments.words import Words
from explorer.runs import leases
from explorer.runs.leases import Numbered
from explorer.runs.models import Run
from explorer.runs.services import start_run
from labs.contract import Claimed, Event
from labs.registry import labs

CLOCK = labs()["clockwork"]
SCALING = labs()["scaling_laws"]


def queued(guest: Guest, **settings: Any) -> Run:
    return start_run(CLOCK, CLOCK.params(**settings), guest, budget=None)


def finished(guest: Guest, **settings: Any) -> Run:
    """Run the clockwork once, as a worker would."""
    run = queued(guest, **settings)
    ticked = CLOCK.events["ticked"](step=1, total=1)
    finish(run, [ticked, Claimed(claim="ticks", measured=1)])
    return Run.objects.get(id=run.id)


def finish(run: Run, told: Sequence[Event]) -> None:
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    rows = [Numbered(number, event) for number, event in enumerate(told, lease.last_seq + 1)]
    made = {"packages": {"numpy": "2.3.1", "torch": "2.13.0"}}
    leases.finish(lease, rows, 0.5, made)


def experiment_of(guest: Guest, *runs: Run, title: str = "Noise", **words: Any) -> Experiment:
    made = create_experiment(guest, Words(title, **words))
    keep_runs(made, runs)
    return Experiment.objects.get(id=made.id)
