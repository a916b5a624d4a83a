"""Fit Chinchilla's law to training runs, and bootstrap what it cannot know.

Source: Hoffmann et al. 2022, "Training Compute-Optimal Large Language Models", approach 3 and
appendix D.3; Besiroglu et al. 2024, "Chinchilla Scaling: A replication attempt".
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from labs.contract import Context, Event, Progress, State, Warned
from labs.scaling_laws.bootstrap import CHUNK, STREAM, Bootstraps, Resampling, bootstrap
from labs.scaling_laws.events import Interval
from labs.scaling_laws.fitting import Fit, fit
from labs.scaling_laws.frontier import FEWEST_DRAWS
from labs.scaling_laws.law import Array, Law
from labs.scaling_laws.live import TRAINING_SHARE, live
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.reading import read_csv
from labs.scaling_laws.story import Story, gathered
from labs.scaling_laws.sweep import part

__all__ = [
    "Bootstraps", "Fit", "Law", "Points", "PointsError", "bootstrap", "fit", "part", "read_csv",
    "run",
]  # fmt: skip

FANS = 20
"""How often the fan is drawn anew while it grows."""
MANY_POINTS = 2000
"""From here on a chunk is one stream of draws, so that a run can be stopped between chunks."""
NAMES = ("E", "A", "B", "alpha", "beta", "exponent")


def run(params: ScalingParams, ctx: Context) -> Iterator[Event]:
    """Gather the points, fit them, test the fit, then resample until the intervals stand.

    An attempt that resumes goes on after the last mark of a live sweep, or the last chunk of
    resamples, that was kept, with the same results.
    Raises: PointsError, FileNotFoundError; ValueError for a sweep begun on another text.
    """
    state = ctx.resume()
    if params.source == "live":
        swept = yield from live(params, params.plan, ctx, state)
        story, facts, began = Story.of(params, swept.points), swept.facts, TRAINING_SHARE
    else:
        story, facts, began = Story.of(params, gathered(params, ctx.open)), {}, 0.0
    drawn = None if state is None else state.arrays.get("constants")
    if drawn is None:
        drawn = np.empty((0, 5))
        yield from _warnings(story) if began else _opening(story)
    for drawn in _resampled(story, ctx, drawn, facts):  # noqa: B020 - the last is the outcome
        yield from _grown(story, drawn, began)
    yield from _closing(story, Bootstraps(drawn))


def _opening(story: Story) -> Iterator[Event]:
    yield Progress(fraction=0, doing="reading the points")
    yield from story.opening()
    yield from story.best_use(fan=None)


def _warnings(story: Story) -> Iterator[Event]:
    """Tell what a live sweep leaves to be doubted; all else was told as its points arrived."""
    yield from (event for event in story.fits() if isinstance(event, Warned))
    yield from story.doubts()


def _resampled(
    story: Story, ctx: Context, drawn: Array, facts: Mapping[str, Any]
) -> Iterator[Array]:
    """Yield all resampled constants so far, (draws, 5), chunk by chunk; keep each chunk."""
    ctx.checkpoint(State(arrays={"constants": drawn}, facts=facts))
    draws, points = story.params.bootstraps, story.points
    if len(drawn) >= draws:
        return
    resampling = Resampling.of(points, story.params.loss, story.params.seed)
    for chunk in resampling.chunks(len(drawn), draws, _chunk_size(len(points))):
        drawn = np.concatenate([drawn, chunk])
        yield drawn
        ctx.checkpoint(State(arrays={"constants": drawn}, facts=facts))


def _chunk_size(points: int) -> int:
    return STREAM if points > MANY_POINTS else CHUNK


def _grown(story: Story, drawn: Array, began: float) -> Iterator[Event]:
    draws, size = story.params.bootstraps, _chunk_size(len(story.points))
    fraction = began + (1 - began) * len(drawn) / draws
    yield Progress(fraction=fraction, doing=f"resample {len(drawn):,} of {draws:,}")
    chunks, every = -(-len(drawn) // size), max(1, draws // size // FANS)
    if len(drawn) < draws and chunks % every == 0:
        yield from story.best_use(Bootstraps(drawn))


def _closing(story: Story, fan: Bootstraps) -> Iterator[Event]:
    """Tell the fit once more, with its intervals, and what it says about the claims."""
    yield story.law()
    yield from _left_out(fan)
    for name in NAMES:
        if len(fan.values(name)) >= FEWEST_DRAWS:
            low, high = fan.interval(name, story.level)
            yield Interval.model_validate(
                {"name": name, "low": low, "high": high, "level": story.level}
            )
    yield from story.best_use(fan)
    yield from story.claims()


def _left_out(fan: Bootstraps) -> Iterator[Warned]:
    draws = len(fan.constants)
    untold, flat = draws - int(fan.kept.sum()), int((fan.kept & ~fan.has_optimum).sum())
    if untold:
        yield Warned(
            text=f"{untold:,} of {draws:,} resamples told no law, most for want of different runs, "
            "and were left out, so the intervals are too narrow; add runs."
        )
    if flat:
        yield Warned(
            text=f"{flat:,} of {draws:,} resamples have α or β at or below zero, so they have no "
            "best size and are missing from the fan and from a; add runs."
        )
