import secrets
import uuid

from django.db import models


def unguessable() -> uuid.UUID:
    """Return 128 random bits; a version-4 UUID has only 122."""
    return uuid.UUID(int=secrets.randbits(128))


class Guest(models.Model):
    """Someone who ran a lab without an account: a signed cookie and nothing else."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"guest {self.id.hex[:8]}"
