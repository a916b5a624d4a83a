"""Tokens of share links: 192 bits that only the site's secret key and a random id make.

The database holds the hash alone. Who reads it learns no link; its owner is shown the link again,
because the site can make the token anew.
"""

import hashlib
from base64 import urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import salted_hmac

SALT = "explorer.experiments.share"
TOKEN_BYTES = 24


def token_of(share_id: UUID) -> str:
    """Return the token of a link: 32 characters that fit an address."""
    digest = salted_hmac(SALT, share_id.bytes, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def hashed(token: str) -> str:
    """Return what the database knows a token by."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
