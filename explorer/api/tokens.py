"""What can be done with personal tokens: make, revoke, and know one again."""

import hashlib
import secrets
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from explorer.accounts.models import Guest
from explorer.api.models import Token

PREFIX = "are_"
"""Lets people and scanners of leaked secrets see what it is."""
TOKEN_BYTES = 32
MOST_TOKENS = 20
LONGEST_NAME = 60


class TokenRefused(ValueError):
    """No token is made; the message names value, rule and remedy."""


@transaction.atomic
def make_token(guest: Guest, name: str) -> str:
    """Make a token and return it: this once, for only its hash is kept. Raises: TokenRefused."""
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise TokenRefused("the token has no name; say what it is for")
    if len(name) > LONGEST_NAME:
        raise TokenRefused(
            f"the name has {len(name):,} characters, but {LONGEST_NAME} is the most; shorten it"
        )
    Guest.objects.select_for_update(no_key=True).get(id=guest.id)
    if guest.tokens.count() >= MOST_TOKENS:
        raise TokenRefused(f"you have {MOST_TOKENS} tokens, which is the most; revoke one")
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    Token.objects.create(guest=guest, name=name, token_hash=hashed(token))
    return token


def revoke_token(guest: Guest, token_id: UUID) -> bool:
    """Delete a token of the guest's own; return whether there was one."""
    return bool(Token.objects.filter(guest=guest, id=token_id).delete()[0])


def holder_of(token: str) -> Guest | None:
    """Return the guest for whom a token acts."""
    known = Token.objects.filter(token_hash=hashed(token)).select_related("guest").first()
    if known is None:
        return None
    today = timezone.now().date()
    if known.used_on != today:
        Token.objects.filter(id=known.id).update(used_on=today)
    return known.guest


def hashed(token: str) -> str:
    """Return what the database knows a token by. It is random, so that one hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
