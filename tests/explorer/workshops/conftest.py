import pytest

from explorer.accounts.models import User
from explorer.workshops.models import Room
from explorer.workshops.plans import Plan, Question, Step
from explorer.workshops.rooms import open_room


@pytest.fixture
def plan() -> Plan:
    """Two steps of the clockwork: the first asks a question, the second lets students choose."""
    return Plan(
        title="Clocks",
        steps=(
            Step(
                lab="optimizer_memory",
                title="Guess",
                prompt="How much memory?",
                question=Question(kind="number", text="How many GB?", low=0, high=200),
            ),
            Step(lab="scaling_laws", title="Try it", shows={"seed": "offered"}),
        ),
    )


@pytest.fixture
def room(ada: User, plan: Plan) -> Room:
    """Ada's room, open, at everybody's own pace."""
    return open_room(ada.guest, plan)
