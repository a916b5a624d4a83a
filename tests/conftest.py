import pytest
from django.test import Client

from explorer.accounts.models import Guest


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
    """Return a browser that holds a guest's cookie."""

    def make(guest: Guest) -> Client:
        from django.core.signing import get_cookie_signer

        client = Client()
        client.cookies["guest"] = get_cookie_signer(salt="guestguest").sign(guest.id.hex)
        return client

    return make
