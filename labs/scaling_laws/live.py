"""The live sweep as a run tells it: each point as it is measured, and the law as it settles."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from labs.contract import Context, Event, Progress, State, Warned
from labs.scaling_laws.bootstrap import bootstrap
from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.events import Measured, Read
from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import Plan
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.recorded import COUNTED, library_note
from labs.scaling_laws.story import Story
from labs.scaling_laws.sweep import Marked, Point, points_of, sweep

DRAWS = 512
"""Resamples for the fan that is drawn anew at each point."""
STEEPEST = 3.0
"""An exponent beyond this comes from too few points, not from models; the next point may tell."""
TRAINING_SHARE = 0.97
"""How much of a live run's progress is training; the rest is resampling."""


@dataclass(frozen=True, slots=True)
class Swept:
    """All points of a sweep, and the facts to keep for an attempt that resumes."""

    points: Points
    facts: Mapping[str, Any]


def live(
    params: ScalingParams, plan: Plan, ctx: Context, state: State | None
) -> Generator[Event, None, Swept]:
    """Train the plan's models, telling progress, points and the law so far.

    Every mark is kept, so that an attempt that resumes redoes at most one.
    Raises: PointsError, FileNotFoundError, ValueError; see ``sweep``.
    """
    if state is None:
        yield Progress(fraction=0, doing="reading the text")
        yield Read(points=0, notes=notes(plan, params.seed))
    for told in sweep(plan, params.seed, state):
        if isinstance(told, Progress):
            yield Progress(fraction=TRAINING_SHARE * told.fraction, doing=told.doing)
        else:
            yield from _arrived(params, plan, told)
            state = told.state
            ctx.checkpoint(state)
    assert state is not None, "a plan has at least one mark"
    found = points_of(state)
    facts = {"points": state.facts["points"], "corpus": state.facts["corpus"]}
    return Swept(as_measured(found, notes(plan, params.seed)), facts)


def notes(plan: Plan, seed: int) -> tuple[str, ...]:
    """Say what is trained, on what, and how it is counted."""
    corpus = standard_library()
    return (
        (
            f"{len(plan.widths)} transformers are trained for this run, each on up to "
            f"{plan.marks[-1]:,} tokens and measured {len(plan.marks)} times on "
            f"the way; all read the same text in the same order, once (seed {seed})."
        ),
        library_note(corpus.python, corpus.size, corpus.sha256),
        COUNTED,
    )


def as_measured(found: tuple[Point, ...], said: tuple[str, ...]) -> Points:
    """Make Points of them. Raises: PointsError while they are too few."""
    return Points.of(
        [point.parameters for point in found],
        [point.tokens for point in found],
        [point.loss for point in found],
        notes=said,
    )


def _arrived(params: ScalingParams, plan: Plan, marked: Marked) -> Iterator[Event]:
    point, said = marked.points[-1], notes(plan, params.seed)
    yield Read(points=len(marked.points), notes=said)
    yield Measured(
        parameters=point.parameters, tokens=point.tokens, loss=point.loss,
        compute=FLOP_PER_PARAMETER_TOKEN * point.parameters * point.tokens,
    )  # fmt: skip
    try:
        story = Story.of(params, as_measured(marked.points, said))
    except PointsError:  # too few yet
        return
    if max(story.fitted.alpha, story.fitted.beta) > STEEPEST:
        return
    yield from (event for event in story.fits() if not isinstance(event, Warned))
    draws = min(DRAWS, params.bootstraps)
    fan = bootstrap(story.points, draws, params.seed, loss=params.loss) if draws else None
    yield from story.best_use(fan)
