"""Trains the models of a sweep, each by itself; a training can go on from any mark."""

from collections.abc import Iterator
from dataclasses import dataclass

from labs.contract import Context, Event, Progress, State
from labs.scaling_laws.corpus import Corpus, standard_library
from labs.scaling_laws.models import Marked, ModelParams, models
from labs.scaling_laws.plans import TOKENS_A_STEP, Plan
from labs.scaling_laws.training import Training
from labs.shared.threads import one_thread

STEPS_TOLD = 128
"""How often progress is told: a run can be cancelled there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A point just measured, and all it takes to go on from it."""

    marked: Marked
    state: State


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement of one model."""

    width: int
    parameters: int
    tokens: int
    loss: float


def part(params: ModelParams, ctx: Context) -> Iterator[Event]:
    """Train one model and measure it at each mark; keep each mark. Raises: see ``trained``."""
    for told in trained(params, ctx.resume()):
        if isinstance(told, Progress):
            yield told
        else:
            yield told.marked
            ctx.checkpoint(told.state)


def sweep(plan: Plan, seed: int) -> Iterator[Point]:
    """Train every model of the plan on the same text in the same order, one after another."""
    for params in models(plan, seed, standard_library().sha256):
        for told in trained(params):
            if isinstance(told, Kept):
                at = told.marked
                yield Point(params.width, at.parameters, at.tokens, at.loss)


def trained(params: ModelParams, state: State | None = None) -> Iterator[Progress | Kept]:
    """Train one model on a single pass over the text.

    Equal parameters give equal points, whether or not a training was interrupted.
    Raises: ValueError if the text is another one here, or if there is too little of it.
    """
    corpus = standard_library()
    _refuse_other_text(params, corpus)
    _refuse_second_pass(params, corpus)
    windows = corpus.shuffled(params.seed)
    training, done = _begun(params, state)
    with one_thread():
        for number, mark in enumerate(params.marks[done:], done + 1):
            while training.steps * TOKENS_A_STEP < mark:
                training.step(windows)
                if training.steps % STEPS_TOLD == 0:
                    yield _progress(params, training)
            loss = training.measure(corpus.validation)
            marked = Marked(parameters=training.parameters, tokens=mark, loss=loss)
            yield Kept(marked, State(arrays=training.arrays(), facts={"marks": number}))


def _begun(params: ModelParams, state: State | None) -> tuple[Training, int]:
    if state is None:
        return Training.begun(params.width, params.seed), 0
    done = int(state.facts["marks"])
    steps = params.marks[done - 1] // TOKENS_A_STEP
    return Training.restored(params.width, steps, state.arrays), done


def _progress(params: ModelParams, training: Training) -> Progress:
    steps = params.marks[-1] // TOKENS_A_STEP
    return Progress(
        fraction=training.steps / steps,
        doing=f"{training.parameters:,} parameters, step {training.steps:,} of {steps:,}",
    )


def _refuse_other_text(params: ModelParams, corpus: Corpus) -> None:
    if params.text != corpus.sha256:
        raise ValueError(
            f"this sweep began on another text than Python {corpus.python}'s library, and its "
            "points cannot be mixed; run it again, with one Python on every worker"
        )


def _refuse_second_pass(params: ModelParams, corpus: Corpus) -> None:
    if params.marks[-1] > corpus.tokens:
        raise ValueError(
            f"the sweep reads {params.marks[-1]:,} tokens, but the library of Python "
            f"{corpus.python} has {corpus.tokens:,}; choose a smaller sweep"
        )
