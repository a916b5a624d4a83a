"""What a visitor may set."""

from dataclasses import asdict
from typing import Annotated, Any, Literal, Self

from pydantic import field_validator, model_validator

from labs.contract import Choice, Params, Several, Slider, Switch, Text, Upload, UploadId
from labs.scaling_laws.law import PUBLISHED, Law
from labs.scaling_laws.needs import Form
from labs.scaling_laws.plans import MOST_CELLS, PLANS, WIDTHS, Plan, chosen, parameters
from labs.scaling_laws.published import Kaplan

FORMS: dict[Form, str] = {
    "chinchilla": "Chinchilla: E + A/N^α + B/D^β",
    "general": "General: E + (A/N^α + B/D^β)^γ",
    "kaplan": "Kaplan's joint law",
    "power_floor": "Power law with a floor",
    "power": "Power law",
    "bnsl1": "Broken power law, one break",
    "bnsl2": "Broken power law, two breaks",
    "data_constrained": "Data-constrained",
}

Width = Literal["12", "16", "24", "32", "48", "64", "96", "128", "192"]
PARAMETERS = {str(width): f"{parameters(width) / 1000:.0f}k" for width in WIDTHS}


class ScalingParams(Params):
    source: Annotated[
        Literal["recorded", "live", "simulated", "points"],
        Choice(
            {
                "recorded": "Tiny models, trained for this lab",
                "live": "Tiny models, trained now by workers",
                "simulated": "Simulated from a published law",
                "points": "My own runs (CSV)",
            }
        ),
    ] = "recorded"
    """Where the points come from."""

    points: Annotated[UploadId | None, Upload(accept=(".csv", ".tsv", ".txt"), paste=True)] = None
    """Measured runs: a CSV with a loss and two of parameters N, tokens D and compute C."""

    sweep: Annotated[
        Literal["small", "standard", "large", "custom"],
        Choice({**{name: plan.offer for name, plan in PLANS.items()}, "custom": "My own choice"}),
    ] = "standard"
    """Which tiny models workers train, if they are to train any."""

    widths: Annotated[tuple[Width, ...], Several(PARAMETERS)] = ("12", "16", "24", "32", "48", "64")
    """The models of my own choice, by their number of parameters."""

    marks: Annotated[int, Slider(3, 6)] = 4
    """How often each model is measured: after 131,072 tokens first, then whenever they doubled."""

    cell: Annotated[int, Slider(0, MOST_CELLS)] = 0
    """One point of the sweep to train alone, by its number, as a class does that shares one; 0 for
    the whole sweep."""

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

    form: Annotated[Form, Choice(dict(FORMS))] = "chinchilla"
    """The law to fit."""

    variable: Annotated[
        Literal["compute", "parameters", "tokens"],
        Choice({"compute": "Compute", "parameters": "Parameters", "tokens": "Tokens"}),
    ] = "compute"
    """What a law of one variable looks at."""

    loss: Annotated[
        Literal["huber", "lad", "squared"],
        Choice({"huber": "Huber (δ = 0.001)", "lad": "Absolute", "squared": "Squared"}),
    ] = "huber"
    """How a miss of ln L is punished."""

    holdout: Annotated[float, Slider(0, 0.8, step=0.01)] = 0.2
    """The share of runs, those with the most compute, that a second fit must foretell unseen."""

    excluded: Annotated[str, Text(longest=1000, digits=True)] = ""
    """Runs left out of every fit, by number, such as 3 17 40. A click on a run does the same."""

    bootstraps: Annotated[int, Slider(0, 10_000, step=100)] = 1000
    """How many times to resample the points for the confidence intervals."""

    resample: Annotated[
        Literal["fitting", "points", "models"],
        Choice({"fitting": "As they were made", "points": "Points", "models": "Whole models"}),
    ] = "fitting"
    """What a resample draws. Points of one model share its luck, so that they are drawn together
    where one training was measured several times."""

    level: Annotated[
        Literal["0.95", "0.8"],
        Choice({"0.95": "95 % (2.5 to 97.5)", "0.8": "80 % (10 to 90)"}),
    ] = "0.95"
    """How much of the bootstrap an interval spans."""

    ask: Annotated[
        Literal["times", "budget", "parameters", "loss"],
        Choice(
            {
                "times": "What would a larger budget buy?",
                "budget": "What would this budget buy?",
                "parameters": "When does this model pay?",
                "loss": "What does this loss cost?",
            }
        ),
    ] = "times"
    """What the law is asked."""

    times: Annotated[float, Slider(0, 6, step=0.01, unit="log₁₀ of a factor")] = 1.0
    """How many times the compute of the largest run: 1 is ten times, 2 a hundred times."""

    budget: Annotated[float, Slider(9, 28, step=0.01, unit="log₁₀ FLOP")] = 23.76
    """The compute you could spend, log₁₀ of FLOP. Chinchilla's was 23.76."""

    size: Annotated[float, Slider(3, 14, step=0.01, unit="log₁₀ parameters")] = 9.0
    """The model that is to be the best for its budget, log₁₀ of its parameters."""

    target: Annotated[float, Slider(0.1, 12, step=0.001, unit="nats a token")] = 2.0
    """The loss to reach."""

    overlay: Annotated[
        Literal["none", "kaplan", "hoffmann", "hoffmann_unrounded", "epoch"],
        Choice(
            {
                "none": "None",
                "kaplan": "Kaplan et al. 2020",
                "hoffmann": "Hoffmann et al. 2022, as printed",
                "hoffmann_unrounded": "Hoffmann et al. 2022, unrounded",
                "epoch": "Epoch AI's refit, 2024",
            }
        ),
    ] = "none"
    """A published law to draw over the runs."""

    pf_days: Annotated[bool, Switch()] = False
    """Read the PF-days of a published law as if they were FLOP."""

    rounded: Annotated[bool, Switch()] = False
    """Round the fitted constants to two digits after the point, as papers print them."""

    stopping: Annotated[
        Literal["optimum", "sum", "mean"],
        Choice({"optimum": "At the optimum", "sum": "Early, summed", "mean": "Early, averaged"}),
    ] = "optimum"
    """Where to stop: at the optimum, or where the defaults of a textbook optimizer do."""

    embeddings: Annotated[bool, Switch()] = True
    """Count the parameters of the embedding and the head in N, where the runs tell their width."""

    attention: Annotated[bool, Switch()] = False
    """Count attention's own FLOP in C beside 6 N D, where the runs tell their width."""

    @property
    def left_out(self) -> tuple[int, ...]:
        """The numbers of the excluded runs, rising, from 1."""
        return tuple(map(int, self.excluded.split()))

    @property
    def truth(self) -> Law | None:
        """The law that the points are simulated from."""
        return PUBLISHED[self.law] if self.source == "simulated" else None

    @property
    def held_against(self) -> dict[str, float]:
        """The constants of the published law that is drawn, where it has the form to fit."""
        if self.overlay == "kaplan" and self.form == "kaplan":
            return {name: getattr(Kaplan(), name) for name in ("alpha_N", "N_c", "alpha_D", "D_c")}
        if self.overlay in PUBLISHED and self.form == "chinchilla":
            law = PUBLISHED[self.overlay]
            return asdict(law) | {"exponent": law.exponent}
        return {}

    @property
    def plan(self) -> Plan:
        """What a live sweep trains. Raises: ValueError if it can tell no law or costs too much."""
        if self.sweep == "custom":
            return chosen(tuple(map(int, self.widths)), self.marks)
        return PLANS[self.sweep]

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

    @model_validator(mode="after")
    def a_sweep_can_be_paid_for(self) -> Self:
        if self.source == "live":
            _ = self.plan
        return self

    @model_validator(mode="after")
    def a_cell_is_one_of_the_sweep(self) -> Self:
        if self.source == "live" and self.cell > self.plan.points:
            raise ValueError(
                f"cell is {self.cell}, but the sweep has {self.plan.points} points; "
                "choose one of those, or 0 for all"
            )
        return self

    @field_validator("excluded")
    @classmethod
    def numbers_of_runs(cls, given: str) -> str:
        """Write the numbers in one way, so that equal exclusions are equal settings."""
        return " ".join(
            map(str, sorted({int(word) for word in given.replace(",", " ").split()} - {0}))
        )
