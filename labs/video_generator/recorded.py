"""Runs that ship with the lab: what ``record`` found for the settings that open it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from labs.contract import COMMON, Event
from labs.video_generator import events
from labs.video_generator.settings import VideoParams

FOLDER = Path(__file__).parent / "data"
KINDS: tuple[type[Event], ...] = (
    *COMMON, events.Enhanced, events.Planned, events.Denoised, events.Generated, events.Judged,
    events.Attended, events.Learned,
)  # fmt: skip
EVENTS: dict[str, type[Event]] = {each.word(): each for each in KINDS}


def recorded(params: VideoParams) -> tuple[Event, ...]:
    """Return the recorded run of exactly these settings; nothing if there is none."""
    return _recordings().get(params, ())


@cache
def _recordings() -> dict[VideoParams, tuple[Event, ...]]:
    found = {}
    for path in sorted(FOLDER.glob("*.jsonl")):
        first, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found[VideoParams(**first["params"])] = tuple(map(_read, lines))
    return found


def _read(line: dict[str, Any]) -> Event:
    return EVENTS[line.pop("event")](**line)
