"""Which runs are equal: those whose lab, version and parameters decide the same result."""

import hashlib
import json
from typing import Any

from django.db import connection

from labs.contract import Lab, Params


def fingerprint(lab: Lab, params: Params, *, part: bool = False) -> str:
    """Return the SHA-256 of what decides a result: lab, its version, and every parameter."""
    return _print(lab, params.model_dump(mode="json"), *(["part"] if part else []))


def likeness(lab: Lab, params: Params) -> str:
    """Return the SHA-256 of what runs share that differ in nothing but the seed."""
    return _print(lab, params.model_dump(mode="json", exclude={"seed"}))


def _print(lab: Lab, *told: Any) -> str:
    story = [lab.slug, lab.version, *told]
    return hashlib.sha256(json.dumps(story, sort_keys=True).encode()).hexdigest()


def serialise(print_: str) -> None:
    """Let one transaction at a time decide about this fingerprint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(print_[:15], 16)])
