"""The live sweep as a run tells it: each point as it is measured, and the law as it settles."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from labs.contract import Context, Event, Progress, State, Warned
from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.counting import counts
from labs.scaling_laws.events import Measured, Read
from labs.scaling_laws.gathering import counted
from labs.scaling_laws.models import Marked, models
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import Plan
from labs.scaling_laws.points import Points, PointsError
from labs.scaling_laws.recorded import COUNTED, library_note
from labs.scaling_laws.resampled import resampling_of
from labs.scaling_laws.story import Story
from labs.scaling_laws.sweep import Point

DRAWS = 512
"""Resamples for the fan that is drawn anew at each point."""
EXPONENTS = ("alpha", "beta", "alpha_N", "alpha_D")
STEEPEST = 3.0
"""An exponent beyond this comes from too few points, not from models; the next point may tell."""
TRAINING_SHARE = 0.97
"""How much of a live run's progress is training; the rest is resampling."""


@dataclass(frozen=True, slots=True)
class Swept:
    """All points of a sweep, and the facts to keep for an attempt that resumes."""

    points: Points
    facts: Mapping[str, Any]


class Board:
    """What has arrived of a sweep, from whichever worker, in whichever order."""

    def __init__(self, plan: Plan, found: Iterable[Point]) -> None:
        self.plan = plan
        self.found = {(point.width, point.tokens): point for point in found}
        self._fractions = dict.fromkeys(plan.widths, 0.0)
        for point in self.found.values():
            self._reach(point.width, point.tokens / plan.marks[-1])

    def _reach(self, width: int, fraction: float) -> None:
        self._fractions[width] = max(self._fractions[width], fraction)

    @property
    def full(self) -> bool:
        return len(self.found) == self.plan.points

    @property
    def points(self) -> tuple[Point, ...]:
        """The points in the plan's order, so that equal sweeps end in equal results."""
        order = [(width, mark) for width in self.plan.widths for mark in self.plan.marks]
        return tuple(self.found[each] for each in order if each in self.found)

    def number(self, point: Point) -> int:
        """Return a point's place among all of the plan, from 1."""
        row = self.plan.widths.index(point.width)
        return 1 + row * len(self.plan.marks) + self.plan.marks.index(point.tokens)

    def add(self, width: int, marked: Marked) -> Point | None:
        """Put a point on the board. Return None if it was there already."""
        self._reach(width, marked.tokens / self.plan.marks[-1])
        if (width, marked.tokens) in self.found:
            return None
        point = Point(width, marked.parameters, marked.tokens, marked.loss)
        self.found[width, marked.tokens] = point
        return point

    def progress(self, width: int, fraction: float) -> Progress:
        """Note how far a model is, and tell how far the sweep is, models weighed by their cost."""
        self._reach(width, fraction)
        costs = {each: self.plan.model_seconds(each) for each in self.plan.widths}
        done = sum(costs[each] * self._fractions[each] for each in costs)
        return Progress(
            fraction=TRAINING_SHARE * done / sum(costs.values()),
            doing=f"training {len(costs)} models; {len(self.found)} of {self.plan.points} points "
            "are measured",
        )

    def state(self, text: str) -> State:
        """Return what an attempt that resumes must know: what was told, in that order."""
        points = [asdict(point) for point in self.found.values()]
        return State(facts={"points": points, "corpus": text})


def live(
    params: ScalingParams, plan: Plan, ctx: Context, state: State | None
) -> Generator[Event, None, Swept]:
    """Have the plan's models trained by all idle workers, telling points and the law so far.

    Every mark is kept, by the model and by the run, so that whoever dies redoes at most one.
    Raises: PointsError, FileNotFoundError, ValueError; see ``sweep``.
    """
    corpus, said = standard_library(), notes(plan, params.seed)
    text = state.facts["corpus"] if state else corpus.sha256
    board = Board(plan, points_of(state))
    if state is None:
        yield Progress(fraction=0, doing="reading the text")
        yield Read(points=0, notes=said)
    if not board.full:
        for place, told in ctx.share(models(plan, params.seed, text)):
            if isinstance(told, Progress):
                yield board.progress(plan.widths[place], told.fraction)
            elif isinstance(told, Marked) and (point := board.add(plan.widths[place], told)):
                yield from _arrived(params, board, point, said)
                ctx.checkpoint(board.state(text))
    return Swept(as_measured(params, board.points, said), board.state(text).facts)


def points_of(state: State | None) -> tuple[Point, ...]:
    """Return the points told before a state was kept."""
    return tuple(Point(**point) for point in state.facts["points"]) if state else ()


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


def as_measured(params: ScalingParams, found: tuple[Point, ...], said: tuple[str, ...]) -> Points:
    """Make Points of them, counted as the settings ask.

    Raises: PointsError while they are too few.
    """
    runs = Points.of(
        [point.parameters for point in found],
        [point.tokens for point in found],
        [point.loss for point in found],
        notes=said, form=params.form,
    )  # fmt: skip
    return counted(params, runs)


def _arrived(
    params: ScalingParams, board: Board, point: Point, said: tuple[str, ...]
) -> Iterator[Event]:
    yield Read(points=len(board.found), notes=said)
    yield _measured(params, board, point)
    # Numbers are places among all runs of the plan, so that none is left out before all are there.
    params = params.model_copy(update={} if board.full else {"excluded": ""})
    try:
        story = Story.of(params, as_measured(params, board.points, said))
    except PointsError:  # too few yet
        return
    if any(abs(story.fitted.constants.get(name, 0)) > STEEPEST for name in EXPONENTS):
        return
    yield from (event for event in story.fits() if not isinstance(event, Warned))
    draws = min(DRAWS, params.bootstraps)
    yield from story.best_use(resampling_of(story).drawn(draws) if draws else None)


def _measured(params: ScalingParams, board: Board, point: Point) -> Measured:
    N, C = counts(
        point.parameters, point.tokens,
        embeddings=params.embeddings, attention=params.attention,
    )  # fmt: skip
    number = board.number(point)
    return Measured(
        parameters=float(N), tokens=point.tokens, loss=point.loss, compute=float(C),
        number=number, excluded=number in params.left_out,
    )  # fmt: skip
