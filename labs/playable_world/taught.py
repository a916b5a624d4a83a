"""What plays teach, as ``record`` found it for the plays that ship with the lab."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from labs.contract import Event
from labs.playable_world.events import Played, Taught, Weighed

FOLDER = Path(__file__).parent / "data"
PLAYS = FOLDER / "plays.txt"
"""24 games that the page played by itself: *Play for me*, in the worlds 1000 to 1023."""
RECORDING = FOLDER / "taught.jsonl"
EVENTS: dict[str, type[Event]] = {each.word(): each for each in (Played, Taught, Weighed)}


def told_taught() -> Iterator[Event]:
    """Tell of that run, labelled as a recording."""
    yield from _recording()


@cache
def _recording() -> tuple[Event, ...]:
    lines = map(json.loads, RECORDING.read_text().splitlines())
    return tuple(EVENTS[line.pop("event")].model_validate(line) for line in lines)
