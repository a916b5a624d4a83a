"""What controllers took at several temperatures, as ``rehearse`` recorded it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from labs.contract import Event
from labs.playable_world.events import Evolved, Gauged, Performed, Tried

RECORDING = Path(__file__).parent / "data" / "controlled.jsonl"
EVENTS: dict[str, type[Event]] = {each.word(): each for each in (Evolved, Gauged, Performed, Tried)}


def told_controlled() -> Iterator[Event]:
    """Tell of one whole recorded run, and of what the others came to."""
    yield from _recording()


def told_gauged() -> Iterator[Event]:
    """Tell what the recorded runs came to."""
    yield from (each for each in _recording() if isinstance(each, Gauged))


@cache
def _recording() -> tuple[Event, ...]:
    lines = map(json.loads, RECORDING.read_text().splitlines())
    return tuple(EVENTS[line.pop("event")].model_validate(line) for line in lines)
