import pytest
from django.test import Client

from explorer.accounts.models import Guest
from explorer.api.tokens import make_token
from explorer.runs.hub import hub


@pytest.fixture
def bens(ben: Guest) -> Client:
    """A program of Ben's, which holds a token and no cookie."""
    return Client(headers={"Authorization": f"Bearer {make_token(ben, 'a script')}"})


@pytest.fixture
def cleos(cleo: Guest) -> Client:
    """A program of Cleo's."""
    return Client(headers={"Authorization": f"Bearer {make_token(cleo, 'a script')}"})


async def the_hub_has_left() -> None:
    """Wait until nobody listens: the test's database is to be dropped."""
    if hub._listening:
        await hub._listening
