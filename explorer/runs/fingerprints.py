"""Which runs are equal: those whose lab, version and parameters decide the same result."""

import hashlib
import json

from django.db import connection

from labs.contract import Lab, Params


def fingerprint(lab: Lab, params: Params, *, part: bool = False) -> str:
    """Return the SHA-256 of what decides a result: lab, its version, and every parameter."""
    story = [lab.slug, lab.version, params.model_dump(mode="json"), *(["part"] if part else [])]
    return hashlib.sha256(json.dumps(story, sort_keys=True).encode()).hexdigest()


def serialise(print_: str) -> None:
    """Let one transaction at a time decide about this fingerprint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(print_[:15], 16)])
