"""The instant answer: everything but the resampling, within 50 ms of CPU in the web process."""

from collections.abc import Iterator

from labs.contract import Event, Opener
from labs.scaling_laws.events import Read
from labs.scaling_laws.gathering import gathered, lightened
from labs.scaling_laws.other_ways import other_ways
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import Plan
from labs.scaling_laws.story import Story


def preview(params: ScalingParams, open_upload: Opener) -> Iterator[Event]:
    """Fit the points without intervals; a live sweep has none before it is run.

    Raises: PointsError, FileNotFoundError.
    """
    if params.source == "live":
        yield _promise_of_one(params) if params.cell else _promise(params.plan)
        return
    yield from answered(params, open_upload, moving=False)


def answered(params: ScalingParams, open_upload: Opener, *, moving: bool) -> Iterator[Event]:
    """Tell what the settings give; while one is ``moving``, in less time."""
    runs = lightened(gathered(params, open_upload), params.form)
    story = Story.of(params, runs, moving=moving)
    yield from story.opening()
    yield from story.best_use(fan=None)
    yield from other_ways(story, fan=None)
    yield from story.claims()


def _promise(plan: Plan) -> Read:
    said = (
        f"Nothing is trained yet. Press Run, and workers train {len(plan.widths)} transformers "
        f"from nothing, for about {plan.cpu_seconds:,} CPU-seconds in all; each of the "
        f"{plan.points} points appears here when it is measured. Models that were trained before "
        "are not trained again."
    )
    return Read(points=0, notes=(said,))


def _promise_of_one(params: ScalingParams) -> Read:
    width, tokens = params.plan.cell(params.cell)
    said = (
        f"Nothing is trained yet. Press Run, and a worker trains one transformer of width {width} "
        f"on {tokens:,} tokens: cell {params.cell} of a sweep of {params.plan.points}, of which a "
        "class makes one law."
    )
    return Read(points=0, notes=(said,))
