"""Fit a scaling law to training runs, and bootstrap what it cannot know.

Source: Hoffmann et al. 2022, "Training Compute-Optimal Large Language Models", approach 3 and
appendix D.3; Besiroglu et al. 2024, "Chinchilla Scaling: A replication attempt".
"""

from collections.abc import Iterator

from labs.contract import Context, Event, Progress, Warned
from labs.scaling_laws.alone import one_cell
from labs.scaling_laws.bootstrap import Bootstraps, bootstrap
from labs.scaling_laws.closing import closing
from labs.scaling_laws.fitting import Fit, fit
from labs.scaling_laws.gathering import counted, gathered
from labs.scaling_laws.law import Law
from labs.scaling_laws.live import TRAINING_SHARE, live
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.reading import read_csv
from labs.scaling_laws.resampled import resampled
from labs.scaling_laws.story import Story
from labs.scaling_laws.sweep import part

__all__ = [
    "Bootstraps", "Fit", "Law", "Points", "PointsError", "bootstrap", "fit", "part", "read_csv",
    "run",
]  # fmt: skip


def run(params: ScalingParams, ctx: Context) -> Iterator[Event]:
    """Gather the points, fit them, test the fit, then resample until the intervals stand.

    An attempt that resumes goes on after the last mark of a live sweep, or the last chunk of
    resamples, that was kept, with the same results.
    Raises: PointsError, FileNotFoundError; ValueError for a sweep begun on another text.
    """
    if params.source == "live" and params.cell:
        yield from one_cell(params, ctx)
        return
    state = ctx.resume()
    if params.source == "live":
        swept = yield from live(params, params.plan, ctx, state)
        runs, facts, began = counted(params, swept.points), swept.facts, TRAINING_SHARE
    else:
        runs, facts, began = gathered(params, ctx.open), {}, 0.0
    story = Story.of(params, runs)
    drawn = None if state is None else state.arrays.get("constants")
    if drawn is None:
        yield from _warnings(story) if began else _opening(story)
    fan = yield from resampled(story, ctx, drawn, facts, began)
    yield from closing(story, fan, ctx)


def _opening(story: Story) -> Iterator[Event]:
    yield Progress(fraction=0, doing="reading the points")
    yield from story.opening()
    yield from story.best_use(fan=None)


def _warnings(story: Story) -> Iterator[Event]:
    """Tell what a live sweep leaves to be doubted; all else was told as its points arrived."""
    yield from (event for event in story.fits() if isinstance(event, Warned))
    yield from story.doubts()
