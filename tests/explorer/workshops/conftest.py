from collections.abc import Callable

import pytest
from django.test import Client

from explorer.accounts.models import Guest, User
from explorer.runs.models import Run, RunState
from explorer.runs.writing import append, settle_run
from explorer.workshops.models import Room, Seat
from explorer.workshops.plans import Plan, Question, Step
from explorer.workshops.rooms import open_room
from explorer.workshops.seats import take_seat
from labs.contract import Claimed

CLOCK = "clockwork"


@pytest.fixture
def plan() -> Plan:
    """Three steps of the clockwork: a question first, then settings to change, then a choice."""
    return Plan(
        title="Clocks",
        steps=(
            Step(
                lab=CLOCK,
                title="Guess",
                prompt="How *often* does it tick?",
                settings={"steps": 3},
                shows={"steps": "fixed"},
                question=Question(kind="number", text="How many ticks?", low=0, high=200),
            ),
            Step(lab=CLOCK, title="Try it", settings={"steps": 4}, shows={"steps": "offered"}),
            Step(
                lab=CLOCK,
                title="Choose",
                question=Question(kind="choice", text="Which?", choices=("Tick", "Tock")),
            ),
        ),
    )


@pytest.fixture
def room(ada: User, plan: Plan) -> Room:
    """Ada's room, open, at everybody's own pace."""
    return open_room(ada.guest, plan)


@pytest.fixture
def bens(room: Room, ben: Guest) -> Seat:
    """Ben's seat in Ada's room."""
    return take_seat(room, ben, "Ben")


@pytest.fixture
def teacher(ada: User, client_of: Callable[[User], Client]) -> Client:
    """Ada's browser."""
    return client_of(ada)


@pytest.fixture
def student(bens: Seat, client_of: Callable[[Guest], Client]) -> Client:
    """Ben's browser, once he has joined."""
    return client_of(bens.guest)


@pytest.fixture
def outsider(cleo: Guest, client_of: Callable[[Guest], Client]) -> Client:
    """Cleo's browser; she is in no room."""
    return client_of(cleo)


@pytest.fixture
def finish() -> Callable[[Run], None]:
    """Return a way to let a run end as a worker would: it told a claim, and is kept."""

    def end(run: Run) -> None:
        claim = run.lab.claims[0]
        append(run, [Claimed(claim=claim.slug, measured=claim.expected)])
        settle_run(run, RunState.FINISHED, started_at=run.created_at, cpu_seconds=0.1)

    return end
