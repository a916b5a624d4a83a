"""Published laws to lay over a picture, each in its own units, and what a misread unit does.

Exponents may be compared across these laws; levels may not. A loss is in nats per token of its
own text and tokenizer: Kaplan's of WebText2, in 50,257 byte pairs, Hoffmann's of MassiveText, in
32,000 word pieces. Kaplan's N leaves the embedding out, Hoffmann's counts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, PUBLISHED, Array, Law
from labs.scaling_laws.numerals import PF_DAY

Unit = Literal["PF-days", "FLOP"]

OTHER_TEXT = (
    "A loss is in nats per token of its own text and tokenizer, so levels are not comparable "
    "between laws; exponents are."
)


class Best(NamedTuple):
    """The best models for some budgets, each of the budgets' shape."""

    N: Array
    D: Array
    loss: Array


class Chip(NamedTuple):
    """What a quantity is counted in, and what a reader must know to convert it."""

    quantity: str
    unit: str
    note: str


class Frontier(Protocol):
    """A law that knows the best model for a budget."""

    @property
    def exponent(self) -> float: ...
    def frontier(self, C: Array) -> Best: ...


@dataclass(frozen=True, slots=True)
class Kaplan:
    """Three power laws without a floor, and the best size: each for one bottleneck.

    Source: Kaplan et al. 2020, "Scaling Laws for Neural Language Models", equations 1.1 to 1.3 and
    appendix A.
    """

    unit: Unit = "PF-days"
    """What a budget in FLOP is turned into before the constants are used; they hold for PF-days."""
    alpha_N: float = 0.076
    N_c: float = 8.8e13
    """Parameters without embeddings."""
    alpha_D: float = 0.095
    D_c: float = 5.4e13
    """Tokens."""
    alpha_C: float = 0.050
    C_c: float = 3.1e8
    """PF-days."""
    exponent: float = 0.73
    N_of_one: float = 1.3e9
    """The best N for one PF-day."""

    def of_size(self, N: Array) -> Array:
        """Return the loss of models of N parameters that never want for data."""
        return np.asarray((self.N_c / N) ** self.alpha_N)

    def of_data(self, D: Array) -> Array:
        """Return the loss of large models stopped in time on D tokens."""
        return np.asarray((self.D_c / D) ** self.alpha_D)

    def frontier(self, C: Array) -> Best:
        """Return the best models for budgets C in FLOP, their tokens as C / (6 N)."""
        spent = C / PF_DAY if self.unit == "PF-days" else C
        N = self.N_of_one * spent**self.exponent
        return Best(N, C / FLOP_PER_PARAMETER_TOKEN / N, (self.C_c / spent) ** self.alpha_C)


@dataclass(frozen=True, slots=True)
class Additive:
    """One of the laws E + A / N^alpha + B / D^beta."""

    law: Law

    @property
    def exponent(self) -> float:
        return self.law.exponent

    def frontier(self, C: Array) -> Best:
        """Return the best models for budgets C in FLOP."""
        N, D = self.law.optimum(C)
        return Best(N, D, self.law.predict(N, D))


@dataclass(frozen=True, slots=True)
class Overlay:
    """A published law as a page shows it."""

    title: str
    source: str
    url: str
    law: Frontier
    chips: tuple[Chip, ...]
    remark: str = OTHER_TEXT


_HOFFMANN_CHIPS = (
    Chip("compute", "FLOP", "6 FLOP per parameter and token"),
    Chip("parameters", "with embeddings", "every weight is counted"),
    Chip("loss", "nats per token", "of MassiveText, in a vocabulary of 32,000"),
)
_KAPLAN_CHIPS = (
    Chip("compute", "PF-days", f"1 PF-day = {PF_DAY:g} FLOP".replace("e+", "e")),
    Chip("parameters", "without embeddings", "the embedding and the positions are left out"),
    Chip("loss", "nats per token", "of WebText2, in a vocabulary of 50,257"),
)

OVERLAYS: Mapping[str, Overlay] = {
    "kaplan": Overlay(
        "Kaplan et al. 2020",
        "Kaplan et al. 2020, equations 1.1 to 1.3 and appendix A",
        "https://arxiv.org/abs/2001.08361",
        Kaplan(),
        _KAPLAN_CHIPS,
    ),
    "hoffmann": Overlay(
        "Hoffmann et al. 2022, as printed",
        "Hoffmann et al. 2022, equation 10",
        "https://arxiv.org/abs/2203.15556",
        Additive(PUBLISHED["hoffmann"]),
        _HOFFMANN_CHIPS,
    ),
    "hoffmann_unrounded": Overlay(
        "Hoffmann et al. 2022, unrounded",
        "the TeX source of Hoffmann et al. 2022, as Besiroglu et al. 2024 report it",
        "https://arxiv.org/abs/2404.10102",
        Additive(PUBLISHED["hoffmann_unrounded"]),
        _HOFFMANN_CHIPS,
    ),
    "epoch": Overlay(
        "Epoch AI's refit, 2024",
        "Besiroglu et al. 2024: a refit of Hoffmann's runs, as read off a figure",
        "https://arxiv.org/abs/2404.10102",
        Additive(PUBLISHED["epoch"]),
        _HOFFMANN_CHIPS,
    ),
}


def rounded(law: Law, decimals: int = 2) -> Law:
    """Return the law with every constant rounded as a paper would print it."""
    E, A, B, alpha, beta = (
        round(each, decimals) for each in (law.E, law.A, law.B, law.alpha, law.beta)
    )
    return Law(E, A, B, alpha, beta)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a mistake does to the best model for one budget."""

    N_factor: float
    """The mistaken N* over the right one."""
    D_factor: float
    loss_added: float
    """Nats: what the mistaken law foretells, less what the right one does."""


def effect(right: Frontier, mistaken: Frontier, budget: float) -> Effect:
    """Compare two laws at a budget in FLOP."""
    C = np.array([budget])
    good, bad = right.frontier(C), mistaken.frontier(C)
    return Effect(
        float(bad.N[0] / good.N[0]), float(bad.D[0] / good.D[0]), float(bad.loss[0] - good.loss[0])
    )


def misread_unit(budget: float) -> Effect:
    """Put a budget in FLOP into Kaplan's law, whose constants want PF-days."""
    return effect(Kaplan(), Kaplan(unit="FLOP"), budget)


def rounding(law: Law, budget: float, decimals: int = 2) -> Effect:
    """Round a law's constants, as printed laws are, and read off the best model for a budget."""
    return effect(Additive(law), Additive(rounded(law, decimals)), budget)
