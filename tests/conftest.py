from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.test import Client

from explorer.accounts.models import Guest, User
from tests.faults.stack import Gate


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show beside a failure how the site's runs and processes stood."""
    report = yield
    given = getattr(item, "funcargs", {})
    if report.failed and (stack := given.get("whole_stack") or given.get("site")):
        report.sections += stack.account()
    return report


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """What a clockwork waits at; one that a failed test left waiting is let through."""
    gate = Gate(tmp_path / "gate")
    yield gate
    gate.open()


@pytest.fixture
def ada(db: None) -> User:
    """A teacher, who has an account."""
    user = User(email="ada@example.org", name="Ada", guest=Guest.objects.create())
    user.set_password("measure twice")
    user.save()
    return user


@pytest.fixture
def ben(db: None) -> Guest:
    """A guest who studies."""
    return Guest.objects.create()


@pytest.fixture
def cleo(db: None) -> Guest:
    """A guest who has nothing to do with Ben."""
    return Guest.objects.create()


@pytest.fixture
def client_of():
    """Return a browser that holds a guest's cookie, or in which a user is logged in."""

    def make(guest: Guest | User) -> Client:
        from django.core.signing import get_cookie_signer

        client = Client()
        if isinstance(guest, User):
            client.force_login(guest)
            return client
        client.cookies["guest"] = get_cookie_signer(salt="guestguest").sign(guest.id.hex)
        return client

    return make
