"""Trains the models of a plan one after another, and can go on from any mark."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from labs.contract import Progress, State
from labs.scaling_laws.corpus import Corpus, standard_library
from labs.scaling_laws.plans import TOKENS_A_STEP, Plan
from labs.scaling_laws.training import Training, one_thread

STEPS_TOLD = 64
"""How often progress is told: a run can be cancelled there."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement of one model."""

    width: int
    parameters: int
    tokens: int
    loss: float


@dataclass(frozen=True, slots=True)
class Marked:
    """A point just measured, and all it takes to go on from it."""

    points: tuple[Point, ...]
    state: State


def sweep(plan: Plan, seed: int, state: State | None = None) -> Iterator[Progress | Marked]:
    """Train every model of the plan on the same text in the same order.

    Equal plans, seeds and texts give equal points, whether or not a sweep was interrupted.
    Raises: ValueError if the state was kept for other text.
    """
    corpus = standard_library()
    points = [] if state is None else list(points_of(state))
    if state is not None:
        _refuse_other_text(state, corpus)
    _refuse_second_pass(plan, corpus)
    windows = corpus.shuffled(seed)
    with one_thread():
        for place in range(len(points) // len(plan.marks), len(plan.widths)):
            training = _training(plan, place, seed, points, state)
            for mark in plan.marks[len(points) % len(plan.marks) :]:
                while training.steps * TOKENS_A_STEP < mark:
                    training.step(windows)
                    if training.steps % STEPS_TOLD == 0:
                        yield _progress(plan, place, training)
                loss = training.measure(corpus.validation)
                points.append(Point(training.d, training.parameters, mark, loss))
                yield Marked(tuple(points), _state(training, points, corpus))


def _training(
    plan: Plan, place: int, seed: int, points: list[Point], state: State | None
) -> Training:
    width, done = plan.widths[place], len(points) % len(plan.marks)
    if state is None or not done:
        return Training(width, seed)
    return Training.restored(width, plan.marks[done - 1] // TOKENS_A_STEP, state.arrays)


def _progress(plan: Plan, place: int, training: Training) -> Progress:
    done = place * plan.steps_a_model + training.steps
    return Progress(
        fraction=done / plan.steps,
        doing=f"training model {place + 1} of {len(plan.widths)} ({training.parameters:,} "
        f"parameters), step {training.steps:,} of {plan.steps_a_model:,}",
    )


def _state(training: Training, points: list[Point], corpus: Corpus) -> State:
    facts = {"points": [asdict(point) for point in points], "corpus": corpus.sha256}
    return State(arrays=training.arrays(), facts=facts)


def points_of(state: State) -> tuple[Point, ...]:
    """Return the points measured before a state was kept."""
    facts: Mapping[str, Any] = state.facts
    return tuple(Point(**point) for point in facts["points"])


def _refuse_other_text(state: State, corpus: Corpus) -> None:
    if state.facts["corpus"] != corpus.sha256:
        raise ValueError(
            f"this sweep began on another text than Python {corpus.python}'s library, and its "
            "points cannot be mixed; run it again, with one Python on every worker"
        )


def _refuse_second_pass(plan: Plan, corpus: Corpus) -> None:
    if plan.marks[-1] > corpus.tokens:
        raise ValueError(
            f"the sweep reads {plan.marks[-1]:,} tokens, but the library of Python "
            f"{corpus.python} has {corpus.tokens:,}; choose a smaller sweep"
        )
