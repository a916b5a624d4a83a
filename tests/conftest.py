import pytest
from django.test import Client
from hypothesis import settings

from explorer.accounts.models import Guest, User

settings.register_profile("explorer", deadline=None)
settings.load_profile("explorer")


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
