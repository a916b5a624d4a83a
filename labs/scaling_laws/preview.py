"""The instant answer: everything but the bootstrap, within 50 ms of CPU in the web process."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from labs.contract import Event, Opener
from labs.scaling_laws.lab import ScalingParams
from labs.scaling_laws.points import Points, check_enough
from labs.scaling_laws.story import SHOWN, Story, gathered, thinned


def preview(params: ScalingParams, open_upload: Opener) -> Iterator[Event]:
    """Fit the points without intervals.

    Raises: PointsError, FileNotFoundError.
    """
    story = Story.of(params, _light(gathered(params, open_upload)))
    yield from story.opening()
    yield from story.best_use(fan=None)
    yield from story.claims()


@lru_cache(maxsize=8)
def _light(points: Points) -> Points:
    """Leave out runs where there are too many to fit at once, and say so."""
    if len(points) <= SHOWN:
        return points
    note = f"This preview fits {SHOWN:,} of {len(points):,} runs; pressing Run fits them all."
    light = replace(points.where(thinned(points, SHOWN)), notes=(*points.notes, note))
    check_enough(light)
    return light
