"""A result as one JSON document."""

import json
from typing import Any

from explorer.exports.result import Result


def document(result: Result) -> dict[str, Any]:
    """Return what was asked, how it was made, and what was told, as JSON values."""
    return {
        "run": result.provenance,
        "events": [{"seq": row.seq, "event": row.name, **row.data} for row in result.rows],
    }


def text(result: Result) -> str:
    return json.dumps(document(result), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
