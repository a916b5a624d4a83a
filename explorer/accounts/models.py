import secrets
import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

if TYPE_CHECKING:
    from explorer.accounts.sessions import SessionStore

LONGEST_NAME = 60


def unguessable() -> uuid.UUID:
    """Return 128 random bits; a version-4 UUID has only 122."""
    return uuid.UUID(int=secrets.randbits(128))


class Guest(models.Model):
    """Whoever runs labs: a signed cookie and nothing else, or the owner of an account."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"guest {self.id.hex[:8]}"


class User(AbstractBaseUser):
    """A guest who can come back from anywhere: an e-mail address and a password.

    Everything they own hangs on the guest, so that nothing else knows of accounts.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    """What others read on shared pages; empty shows nothing."""
    guest = models.OneToOneField(Guest, on_delete=models.CASCADE, related_name="user")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class Session(AbstractBaseSession):
    """A browser that is logged in. It goes with its account."""

    account = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        from explorer.accounts.sessions import SessionStore

        return SessionStore
