"""What a run of this lab may tell."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from labs.contract import Event

CHINCHILLA = ("E", "A", "B", "alpha", "beta")


class Law(Event):
    """The constants of one form. Results from before there were forms hold Chinchilla's five."""

    form: str = "chinchilla"
    E: float | None = None
    A: float | None = None
    B: float | None = None
    alpha: float | None = None
    beta: float | None = None
    constants: dict[str, float] = Field(default_factory=dict)
    """Every constant of the form, by its usual name."""
    variable: str = ""
    """What a law of one variable looks at: compute, parameters or tokens."""

    @model_validator(mode="before")
    @classmethod
    def old_results_tell_five_constants(cls, given: Any) -> Any:
        if isinstance(given, dict) and not given.get("constants") and given.get("E") is not None:
            return {**given, "constants": {name: given[name] for name in CHINCHILLA}}
        return given


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
    number: int = 0
    """Its place among the runs, from 1; 0 in results from before runs were numbered."""
    excluded: bool = False
    """Whether the visitor left it out of every fit."""


class Offered(Event):
    """Which laws these runs can tell, and why they cannot tell the others."""

    forms: dict[str, str]
    """For each form an empty text, or one sentence that says why it cannot be fitted."""


class Split(Event):
    """Which runs the second fit, that of ``Tested``, does not see."""

    threshold: float
    """FLOP; runs that took more are held out."""
    fitted: int
    held_out: int


class Fitted(Law):
    """The law of all runs, held out or not."""

    loss: str
    objective: float
    """The summed loss at the optimum, not its mean."""
    points: int
    exponent: float | None = None
    """N* grows as C^a; for Chinchilla's law a = β / (α + β). None where there is no best size."""
    starts: int
    agreeing: int
    """How many starts ended at this optimum, to 1e-6 relative in the objective."""


class Tested(Law):
    """How well the law of the smaller runs alone foretold those that it had not seen."""

    rmsle: float | None = None
    """Root mean square of ln(predicted) − ln(measured); None where nothing was held out."""
    bias: float | None = None
    """Mean of ln(predicted) − ln(measured)."""
    points: int
    """How many runs were held out."""
    fitted: int = 0
    """How many runs it was fitted to."""
    near: bool = False
    """Whether its law was only looked for near that of all runs, while the hold-out was moving."""
    compute: tuple[float, ...] = ()
    """FLOP: the budgets of ``Frontier``."""
    loss: tuple[float, ...] = ()
    """What this law foretells for the best model of each budget."""


class Frontier(Event):
    """The compute-optimal models by the law of all runs, with the bootstrap's fan.

    A law of compute alone has no best model: its ``parameters`` and ``tokens`` are empty.
    """

    compute: tuple[float, ...]
    parameters: tuple[float, ...]
    tokens: tuple[float, ...]
    loss: tuple[float, ...]
    parameters_low: tuple[float, ...] = ()
    parameters_high: tuple[float, ...] = ()
    loss_low: tuple[float, ...] = ()
    loss_high: tuple[float, ...] = ()
    level: float | None = None


class Overlaid(Event):
    """Another curve to hold against the law: a published one, or this one with a mistake made."""

    gathers = True
    slug: str
    label: str
    source: str = ""
    remark: str = ""
    """What the curve shows, in a sentence or two."""
    units: tuple[str, ...] = ()
    """What its constants are counted in: 'C in PF-days', 'N without embeddings'."""
    compute: tuple[float, ...] = ()
    """FLOP."""
    parameters: tuple[float, ...] = ()
    loss: tuple[float, ...] = ()
    """Nats a token; empty where its level cannot be compared."""


class Influenced(Event):
    """What leaving out one run would change, for every run."""

    numbers: tuple[int, ...]
    exponent: tuple[float, ...] = ()
    """Change of a; empty where the law has none."""
    loss: tuple[float, ...] = ()
    """Relative change of the loss foretold for the chosen budget."""


class Interval(Event):
    """What the bootstrap leaves open about one constant of the law of all runs."""

    gathers = True
    name: str
    low: float
    high: float
    level: float
    unidentified: str = ""
    """Why these runs do not tell this constant, where they do not."""


class Profiled(Event):
    """How the objective rises when one constant is held and all others are fitted anew."""

    gathers = True
    name: str
    values: tuple[float, ...]
    excess: tuple[float, ...]
    """The objective over its least, minus one."""


class Judged(BaseModel):
    """One form's showing on the same runs."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    form: str
    constants: int
    rmsle: float | None = None
    """Of the runs held out; None where none were, or where the smaller runs tell no such law."""
    bias: float | None = None
    aicc: float | None = None
    bic: float | None = None
    exponent: float | None = None
    like: str = ""
    """The simplest form with fewer constants that these runs cannot tell from this one."""


class Compared(Event):
    """Every form that these runs can tell, best held-out error first."""

    rows: tuple[Judged, ...]
    held_out: int
    chosen: str = ""
    """The form that the visitor chose."""


class Approached(Event):
    """How fast the best size grows with compute, by one of Hoffmann's three approaches."""

    gathers = True
    approach: int
    exponent: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    reason: str = ""
    """Why it cannot be used on these runs, where it cannot."""
    compute: tuple[float, ...] = ()
    """FLOP: the budgets it found a best size for."""
    parameters: tuple[float, ...] = ()
    loss: tuple[float, ...] = ()
    curvature: tuple[float, ...] = ()
    """Of the second approach's parabolas: loss = least + curvature · ln²(N / N*)."""
    smallest: tuple[float, ...] = ()
    """The smallest size that each parabola was drawn through."""
    largest: tuple[float, ...] = ()


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
    compute_low: float | None = None
    compute_high: float | None = None
    """What the bootstrap leaves open of the budget, where a size or a loss was asked about."""
    asked: str = "budget"
    """What the visitor fixed: budget, parameters or loss."""


class Carded(Event):
    """The law card: all that somebody needs to use this law, or to doubt it."""

    text: str
    json_text: str
