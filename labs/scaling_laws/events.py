"""What a run of this lab may tell."""

from typing import Literal

from labs.contract import Event


class Read(Event):
    """How the points came to be read."""

    points: int
    """How many runs are used."""
    notes: tuple[str, ...] = ()
    """What was assumed or mended, one sentence each: 'D was computed as C / (6 N)'."""


class Measured(Event):
    """One training run: a point of the picture."""

    gathers = True
    parameters: float
    tokens: float
    compute: float
    """FLOP, 6 N D unless the file says otherwise."""
    loss: float


class Split(Event):
    """Which runs the second fit, that of ``Tested``, does not see."""

    threshold: float
    """FLOP; runs that took more are held out."""
    fitted: int
    held_out: int


class Fitted(Event):
    """The law of all runs, held out or not."""

    form: str
    loss: str
    E: float
    A: float
    B: float
    alpha: float
    beta: float
    objective: float
    """The summed loss at the optimum, not its mean."""
    points: int
    exponent: float
    """a = β / (α + β): N* grows as C^a."""
    starts: int
    agreeing: int
    """How many starts ended at this optimum, to 1e-6 relative in the objective."""


class Tested(Event):
    """How well the law of the smaller runs alone foretold those that it had not seen."""

    rmsle: float | None = None
    """Root mean square of ln(predicted) − ln(measured); None where nothing was held out."""
    bias: float | None = None
    """Mean of ln(predicted) − ln(measured)."""
    points: int
    """How many runs were held out."""
    fitted: int = 0
    """How many runs it was fitted to."""
    E: float | None = None
    A: float | None = None
    B: float | None = None
    alpha: float | None = None
    beta: float | None = None
    compute: tuple[float, ...] = ()
    """FLOP: the budgets of ``Frontier``."""
    loss: tuple[float, ...] = ()
    """What this law foretells for the best model of each budget."""


class Frontier(Event):
    """The compute-optimal models by the law of all runs, with the bootstrap's fan."""

    compute: tuple[float, ...]
    parameters: tuple[float, ...]
    tokens: tuple[float, ...]
    loss: tuple[float, ...]
    parameters_low: tuple[float, ...] = ()
    parameters_high: tuple[float, ...] = ()
    loss_low: tuple[float, ...] = ()
    loss_high: tuple[float, ...] = ()
    level: float | None = None


class Interval(Event):
    """What the bootstrap leaves open about one constant of the law of all runs."""

    gathers = True
    name: Literal["E", "A", "B", "alpha", "beta", "exponent"]
    low: float
    high: float
    level: float


class Spent(Event):
    """The best use of the chosen budget by the law of all runs."""

    compute: float
    parameters: float
    tokens: float
    ratio: float
    """Tokens per parameter."""
    loss: float
    parameters_low: float | None = None
    parameters_high: float | None = None
    loss_low: float | None = None
    loss_high: float | None = None
