"""A whole class's clips in one sequence."""

from collections.abc import Iterator, Sequence

from labs.contract import Event
from labs.spacetime_patches.cutting import Shape
from labs.spacetime_patches.events import Tokenized
from labs.spacetime_patches.told import batches

COMMON: Shape = (4, 16, 16)
"""Everybody's clip is cut alike, whatever each of them chose."""


def pool(runs: Sequence[Sequence[Event]]) -> Iterator[Event]:
    """Pack the clips of all runs; measure what padding and resizing would have wasted."""
    clips = [clip for events in runs if (clip := _clip(events))]
    if clips:
        yield from batches(clips, COMMON)


def _clip(events: Sequence[Event]) -> Shape | None:
    cuts = [event for event in events if isinstance(event, Tokenized)]
    return (cuts[-1].frames, cuts[-1].height, cuts[-1].width) if cuts else None
