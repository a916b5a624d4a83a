"""The parts that a live sweep is divided into: one model each, with all that decides its points."""

from labs.contract import Event, Params, Part, Progress
from labs.scaling_laws.plans import Plan


class ModelParams(Params):
    width: int
    marks: tuple[int, ...]
    """Tokens after which it is measured."""
    text: str
    """SHA-256 of what it reads, so that points of other text never stand in for these."""


class Marked(Event):
    """The model was measured."""

    parameters: int
    tokens: int
    loss: float


MODEL = Part(ModelParams, tells=(Marked, Progress))


def models(plan: Plan, seed: int, text: str) -> list[ModelParams]:
    """Return the parts of a sweep, the smallest first."""
    return [
        ModelParams(width=width, marks=plan.marks, text=text, seed=seed) for width in plan.widths
    ]
