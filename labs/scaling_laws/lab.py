"""The card of *Predict a model you cannot afford*."""

from typing import Annotated, Any, Literal, Self

from pydantic import model_validator

from labs.contract import (
    Choice,
    Claim,
    Event,
    Lab,
    Needs,
    Panel,
    Paper,
    Params,
    Slider,
    Upload,
    UploadId,
)
from labs.scaling_laws.law import PUBLISHED, Law


class ScalingParams(Params):
    source: Annotated[
        Literal["simulated", "recorded", "live", "points"],
        Choice(
            {
                "simulated": "Simulated from a published law",
                "recorded": "Tiny models, trained for this lab",
                "live": "Tiny models, trained now by a worker",
                "points": "My own runs (CSV)",
            }
        ),
    ] = "simulated"
    """Where the points come from."""

    points: Annotated[UploadId | None, Upload(accept=(".csv", ".tsv", ".txt"), paste=True)] = None
    """Measured runs: a CSV with a loss and two of parameters N, tokens D and compute C."""

    sweep: Annotated[
        Literal["small", "standard", "large"],
        Choice(
            {
                "small": "4 models, 12 points: about 20 CPU-seconds",
                "standard": "6 models, 24 points: about 70 CPU-seconds",
                "large": "7 models, 35 points: about 190 CPU-seconds",
            }
        ),
    ] = "standard"
    """Which tiny models a worker trains, if it is to train any."""

    law: Annotated[
        Literal["hoffmann", "hoffmann_unrounded", "epoch"],
        Choice(
            {
                "hoffmann": "Hoffmann et al. 2022, as printed",
                "hoffmann_unrounded": "Hoffmann et al. 2022, unrounded",
                "epoch": "Epoch AI's refit, 2024",
            }
        ),
    ] = "epoch"
    """The published law that simulated points follow."""

    runs: Annotated[int, Slider(12, 400)] = 240
    """How many training runs to simulate."""

    noise: Annotated[float, Slider(0, 0.1, step=0.001)] = 0.01
    """How far each simulated loss strays: the standard deviation of ln L."""

    form: Annotated[Literal["chinchilla"], Choice({"chinchilla": "E + A/N^α + B/D^β"})] = (
        "chinchilla"
    )
    """The law to fit."""

    loss: Annotated[
        Literal["huber", "lad", "squared"],
        Choice({"huber": "Huber (δ = 0.001)", "lad": "Absolute", "squared": "Squared"}),
    ] = "huber"
    """How a miss of ln L is punished."""

    holdout: Annotated[float, Slider(0, 0.8, step=0.01)] = 0.2
    """The share of runs, those with the most compute, that a second fit must foretell unseen."""

    bootstraps: Annotated[int, Slider(0, 10_000, step=100)] = 1000
    """How many times to resample the points for the confidence intervals."""

    level: Annotated[
        Literal["0.95", "0.8"],
        Choice({"0.95": "95 % (2.5 to 97.5)", "0.8": "80 % (10 to 90)"}),
    ] = "0.95"
    """How much of the bootstrap an interval spans."""

    budget: Annotated[float, Slider(9, 28, step=0.01, unit="log₁₀ FLOP")] = 23.76
    """The compute you could spend, log₁₀ of FLOP. Chinchilla's was 23.76; for tiny models, 14."""

    @property
    def truth(self) -> Law | None:
        """The law that the points are simulated from."""
        return PUBLISHED[self.law] if self.source == "simulated" else None

    @model_validator(mode="before")
    @classmethod
    def a_file_means_my_own_runs(cls, given: Any) -> Any:
        """Follow the file where no source is named; forget the file where it is not used."""
        if not isinstance(given, dict) or not given.get("points"):
            return given
        if given.get("source", "points") == "points":
            return {**given, "source": "points"}
        return {**given, "points": None}

    @model_validator(mode="after")
    def own_runs_need_a_file(self) -> Self:
        if self.source == "points" and self.points is None:
            raise ValueError("source is 'points', but no points were given; upload or paste a CSV")
        return self


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


lab = Lab(
    package="labs.scaling_laws",
    title="Predict a model you cannot afford",
    question="Can a handful of small training runs foretell a big one?",
    hint="Drag the hold-out line to the left: how few small runs still foretell the large ones?",
    papers=(
        Paper(
            "Training Compute-Optimal Large Language Models",
            "Hoffmann et al.", 2022, "https://arxiv.org/abs/2203.15556",
        ),
        Paper(
            "Chinchilla Scaling: A replication attempt",
            "Besiroglu, Erdil, Barnett, You", 2024, "https://arxiv.org/abs/2404.10102",
        ),
        Paper(
            "Scaling Laws for Neural Language Models",
            "Kaplan et al.", 2020, "https://arxiv.org/abs/2001.08361",
        ),
    ),
    params=ScalingParams,
    panels=(
        Panel(
            "curve", "Loss against compute",
            draws=(Read, Measured, Split, Fitted, Tested, Frontier),
        ),
        Panel("law", "The fitted law", draws=(Fitted, Interval, Tested)),
        Panel("spend", "The best use of a budget", draws=(Spent,)),
    ),
    claims=(
        Claim(
            "equal-scaling",
            says="for compute-optimal training, the model size and the number of training tokens "
            "should be scaled equally",
            source="Hoffmann et al. 2022, abstract", url="https://arxiv.org/abs/2203.15556",
            expected=0.5, tolerance=0.02, quantity="a, where N* grows as C^a",
        ),
        Claim(
            "twenty-tokens",
            says="Estimated optimal training FLOPs and training tokens for various model sizes: "
            "67 Billion, 5.76e+23, 1.5 Trillion",
            source="Hoffmann et al. 2022, Table 3, caption and a row: 22.4 tokens a parameter",
            url="https://arxiv.org/abs/2203.15556",
            expected=22.4, tolerance=6, quantity="tokens per parameter at 5.76e23 FLOP",
        ),
        Claim(
            "printed-estimates",
            says="the reported estimates are inconsistent with their first two estimation methods",
            source="Besiroglu et al. 2024, abstract; the methods gave a = 0.50 and a = 0.49",
            url="https://arxiv.org/abs/2404.10102",
            expected=0.454, tolerance=0.015, quantity="a of runs simulated from the reported law",
        ),
        Claim(
            "epoch-refit",
            says="our rederivation of the scaling law using the third approach yields results that "
            "are compatible with the findings from the first two estimation procedures",
            source="Besiroglu et al. 2024, abstract; Hoffmann's second: a = 0.462 to 0.534 "
            "(unconfirmed)",
            url="https://arxiv.org/abs/2404.10102",
            expected=0.498, tolerance=0.036, quantity="a of runs simulated from the refitted law",
        ),
    ),
    examples={
        "Real tiny models": ScalingParams(source="recorded", budget=14),
        "A clean world": ScalingParams(noise=0.001, holdout=0.2),
        "A noisy budget": ScalingParams(noise=0.05, runs=60),
        "Chinchilla as printed": ScalingParams(law="hoffmann"),
        "Train them now": ScalingParams(source="live", sweep="small", budget=12),
    },
    needs=Needs(device="cpu", memory_gb=1, seconds=1200),
)  # fmt: skip
