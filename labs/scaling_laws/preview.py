"""The instant answer: everything but the bootstrap, within 50 ms of CPU in the web process."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from labs.contract import Event, Opener
from labs.scaling_laws.events import Read
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import Plan
from labs.scaling_laws.points import Points, check_enough
from labs.scaling_laws.story import SHOWN, Story, gathered, thinned


def preview(params: ScalingParams, open_upload: Opener) -> Iterator[Event]:
    """Fit the points without intervals; a live sweep has none before it is run.

    Raises: PointsError, FileNotFoundError.
    """
    if params.source == "live":
        yield _promise(params.plan)
        return
    story = Story.of(params, _light(gathered(params, open_upload)))
    yield from story.opening()
    yield from story.best_use(fan=None)
    yield from story.claims()


def _promise(plan: Plan) -> Read:
    said = (
        f"Nothing is trained yet. Press Run, and workers train {len(plan.widths)} transformers "
        f"from nothing, for about {plan.cpu_seconds} CPU-seconds in all; each of the "
        f"{plan.points} points appears here when it is measured. Models that were trained before "
        "are not trained again."
    )
    return Read(points=0, notes=(said,))


@lru_cache(maxsize=8)
def _light(points: Points) -> Points:
    """Leave out runs where there are too many to fit at once, and say so."""
    if len(points) <= SHOWN:
        return points
    note = f"This preview fits {SHOWN:,} of {len(points):,} runs; pressing Run fits them all."
    light = replace(points.where(thinned(points, SHOWN)), notes=(*points.notes, note))
    check_enough(light)
    return light
