"""What a visitor may set."""

from typing import Annotated, Any, Literal, Self

from pydantic import model_validator

from labs.contract import Choice, Params, Slider, Upload, UploadId
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
