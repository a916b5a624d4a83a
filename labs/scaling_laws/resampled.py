"""Resamples the runs of a story chunk by chunk, keeping each chunk, while the fan grows."""

from collections.abc import Generator, Iterator, Mapping
from typing import Any

import numpy as np

from labs.contract import Context, Event, Progress, State, Warned
from labs.scaling_laws.bootstrap import CHUNK, STREAM, Bootstraps, Resampling
from labs.scaling_laws.gathering import OWN_MODELS
from labs.scaling_laws.law import Array
from labs.scaling_laws.layouts import trainings
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.story import Story, variable_of

FANS = 20
"""How often the fan is drawn anew while it grows."""
MANY_POINTS = 2000
"""From here on a chunk is one stream of draws, so that a run can be stopped between chunks."""


def resampled(
    story: Story, ctx: Context, drawn: Array | None, facts: Mapping[str, Any], began: float
) -> Generator[Event, None, Bootstraps]:
    """Resample as often as the settings ask, going on after ``drawn``; return all laws.

    ``facts`` are kept with every chunk; progress is told from ``began`` to 1.
    """
    params, points = story.params, story.points
    resampling = resampling_of(story)
    drawn = np.empty((0, len(story.fitted.constants))) if drawn is None else drawn
    ctx.checkpoint(State(arrays={"constants": drawn}, facts=facts))
    if len(drawn) < params.bootstraps:
        size = STREAM if len(points) > MANY_POINTS else CHUNK
        for chunk in resampling.chunks(len(drawn), params.bootstraps, size):
            drawn = np.concatenate([drawn, chunk])
            yield from _grown(story, resampling.bootstraps(drawn), size, began)
            ctx.checkpoint(State(arrays={"constants": drawn}, facts=facts))
    return resampling.bootstraps(drawn)


def resampling_of(story: Story) -> Resampling:
    """Prepare to resample the runs of a story as its settings ask."""
    params = story.params
    return Resampling.of(
        story.points, params.loss, params.seed, params.form, variable_of(params.form, params),
        trainings(story.points) if draws_models(params) else None, story.fitted,
    )  # fmt: skip


def draws_models(params: ScalingParams) -> bool:
    """Say whether a resample draws whole models: points of one model share its luck."""
    if params.resample == "fitting":
        return params.source in OWN_MODELS
    return params.resample == "models"


def _grown(story: Story, fan: Bootstraps, size: int, began: float) -> Iterator[Event]:
    count, draws = len(fan.constants), story.params.bootstraps
    fraction = began + (1 - began) * count / draws
    yield Progress(fraction=fraction, doing=f"resample {count:,} of {draws:,}")
    chunks, every = -(-count // size), max(1, draws // size // FANS)
    if count < draws and chunks % every == 0:
        yield from story.best_use(fan)


def left_out(fan: Bootstraps) -> Iterator[Warned]:
    """Tell of resamples that are missing from the intervals."""
    draws = len(fan.constants)
    untold = draws - int(fan.kept.sum())
    flat = int((fan.kept & ~fan.has_optimum).sum()) if fan.has_optimum.any() else 0
    if untold:
        yield Warned(
            text=f"{untold:,} of {draws:,} resamples told no law, most for want of different runs, "
            "and were left out, so the intervals are too narrow; add runs."
        )
    if flat:
        yield Warned(
            text=f"{flat:,} of {draws:,} resamples have an exponent at or below zero, so they have "
            "no best size and are missing from the fan and from a; add runs."
        )
