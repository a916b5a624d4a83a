"""Personal tokens: who holds one acts for the guest who made it."""

from typing import ClassVar

from django.db import models

from explorer.accounts.models import Guest, unguessable


class Token(models.Model):
    """A key to the API. The token itself was shown once and is nowhere in the database."""

    id = models.UUIDField(primary_key=True, default=unguessable)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="tokens")
    name = models.TextField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True)
    """The day it was last used on; no finer, so that using it need not always write."""

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.name
