"""The sweep that was recorded with this lab: its points, and where they come from."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from labs.scaling_laws.points import Points
from labs.scaling_laws.reading import read_csv

POINTS = Path(__file__).parent / "data" / "sweep.csv"
FACTS = POINTS.with_suffix(".json")
COUNTED = (
    "A token is a byte. N counts every weight, those of the embedding and the head too; C is 6 N D."
)


@cache
def recorded() -> Points:
    """Read the recorded sweep."""
    points, facts = read_csv(POINTS.read_bytes()), json.loads(FACTS.read_text(encoding="utf-8"))
    seeds = " and ".join(map(str, facts["seeds"]))
    trained = (
        f"{facts['models']} transformers were trained for this lab on {facts['recorded_on']} with "
        f"the code of the live sweep (seeds {seeds}, {facts['cpu_seconds']:,} CPU-seconds), each "
        "measured several times on the way."
    )
    text = library_note(facts["python"], facts["corpus_bytes"], facts["corpus_sha256"])
    return replace(points, notes=(trained, text, COUNTED))


def library_note(python: str, size: int, sha256: str) -> str:
    """Say which text was learnt."""
    return (
        f"The text is the standard library of Python {python}: {size:,} bytes of source, "
        f"SHA-256 {sha256[:12]}…."
    )
