"""What a curve hides: a low-rank model that saves compute, held against a smaller dense one.

Wei et al. 2024 train Transformers on RefinedWeb whose feedforward layers are products of thin
matrices. The figures of their largest model are facts to show, and a scaling law asks of them:
what would the same saving have cost without the low rank?
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, PUBLISHED, Law

TITLE = (
    "Building on Efficient Foundations: Effective Training of LLMs with Structured "
    "Feedforward Layers"
)
AUTHORS, YEAR, URL = "Wei, Moalla, Pascanu, Gulcehre", 2024, "https://arxiv.org/abs/2406.16450"
SOURCE = "Wei et al. 2024, arXiv:2406.16450 (unconfirmed)"
"""The abstract tells of 1.3 billion parameters and of a perplexity 0.4 higher; that the figures
below stand in its tables could not be checked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity of the dense model and of the low-rank one."""

    name: str
    unit: str
    dense: float
    low_rank: float
    source: str = SOURCE
    confirmed: bool = False

    @property
    def change(self) -> float:
        """Return the low-rank model's share more, negative where it is less."""
        return self.low_rank / self.dense - 1


PERPLEXITY = Figure("perplexity", "", 12.46, 12.86)
COMPUTE = Figure("training compute", "FLOP", 2.10e20, 1.66e20)
TIME = Figure("training time", "hours", 352, 302)
PARAMETERS = Figure("parameters", "", 1.3e9, 985e6)
FIGURES = (PERPLEXITY, COMPUTE, TIME, PARAMETERS)


def nats_lost() -> float:
    """Return what the low rank costs in nats per token: the difference of ln perplexity."""
    return math.log(PERPLEXITY.low_rank / PERPLEXITY.dense)


Saving = Literal["smaller", "shorter", "best"]


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a law expects a dense model to lose that saves as much in another way."""

    saving: Saving
    says: str
    nats: float
    measured_over: float
    """Nats that the low-rank model lost beyond that; negative where it lost less."""


def foretold(law: Law = PUBLISHED["epoch"]) -> tuple[Foretold, ...]:
    """Ask a law what dense models would lose that save as much: smaller, shorter, or best.

    The dense model's tokens are its compute over 6 N. Only differences of losses are used: levels
    belong to another text and tokenizer.
    """
    N, C, less = PARAMETERS.dense, COMPUTE.dense, COMPUTE.low_rank
    D = C / FLOP_PER_PARAMETER_TOKEN / N
    whole = _loss(law, N, D)
    best, best_of_less = (
        float(law.predict(*law.optimum(np.array([budget])))[0]) for budget in (C, less)
    )
    found: tuple[tuple[Saving, str, float], ...] = (
        ("smaller", "a dense model of 985M parameters, as many tokens",
         _loss(law, PARAMETERS.low_rank, D) - whole),
        ("shorter", "the dense model of 1.3B parameters, 21 % fewer tokens",
         _loss(law, N, D * less / C) - whole),
        ("best", "the best dense model for each of the two budgets", best_of_less - best),
    )  # fmt: skip
    return tuple(Foretold(*each, measured_over=nats_lost() - each[2]) for each in found)


def _loss(law: Law, N: float, D: float) -> float:
    return float(law.predict(np.array(N), np.array(D)))


def verdict(law: Law = PUBLISHED["epoch"]) -> str:
    """Say in one sentence whether the low rank lost more or less than dense savings would."""
    told = {each.saving: each for each in foretold(law)}
    return (
        f"The low rank lost {nats_lost():.4f} nats; by this law a smaller dense model "
        f"would have lost {told['smaller'].nats:.4f}, a shorter training "
        f"{told['shorter'].nats:.4f}, and the best use of the smaller budget "
        f"{told['best'].nats:.4f}: {_weighed(told['smaller'].measured_over)} than the first, "
        f"{_weighed(told['shorter'].measured_over)} than the second, and "
        f"{_weighed(told['best'].measured_over)} than the third."
    )


def _weighed(over: float) -> str:
    return f"{abs(over):.4f} {'more' if over > 0 else 'less'}"
