"""One cell of a sweep, trained alone: what each student of a class adds to the class's law."""

from collections.abc import Iterator

from labs.contract import Context, Event, Progress
from labs.scaling_laws.corpus import standard_library
from labs.scaling_laws.counting import counts
from labs.scaling_laws.events import Measured, Read
from labs.scaling_laws.models import Marked, models
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import Plan
from labs.scaling_laws.recorded import COUNTED, library_note


def one_cell(params: ScalingParams, ctx: Context) -> Iterator[Event]:
    """Train one model up to one mark and tell its point. One point tells no law.

    Raises: ValueError; see ``sweep``.
    """
    width, tokens = params.plan.cell(params.cell)
    corpus = standard_library()
    yield Progress(fraction=0, doing="reading the text")
    said = (
        f"One of the class's models is trained here: width {width}, on {tokens:,} tokens (cell "
        f"{params.cell} of {params.plan.points}, seed {params.seed}). All read the same text in "
        "the same order, once."
    )
    text = library_note(corpus.python, corpus.size, corpus.sha256)
    yield Read(points=0, notes=(said, text, COUNTED))
    alone = models(Plan((width,), (tokens,)), params.seed, corpus.sha256)
    for _, told in ctx.share(alone):
        if isinstance(told, Marked):
            yield _measured(params, told)
        elif isinstance(told, Progress):
            yield told


def _measured(params: ScalingParams, at: Marked) -> Measured:
    N, C = counts(
        at.parameters, at.tokens, embeddings=params.embeddings, attention=params.attention
    )
    return Measured(
        parameters=float(N), tokens=at.tokens, loss=at.loss, compute=float(C), number=params.cell
    )
