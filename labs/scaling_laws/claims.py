"""What a run can say about the lab's claims: only what its points bear on."""

from collections.abc import Iterator

import numpy as np

from labs.contract import Claimed
from labs.scaling_laws.events import Compared
from labs.scaling_laws.law import Array, ScalingLaw
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points

GOPHER_BUDGET = 5.76e23
"""FLOP: the budget of Gopher, and of Chinchilla (Hoffmann et al. 2022, Table 3)."""
LEAST_BUDGET = 6e18
"""FLOP: the smallest of the budgets that the claim of equal scaling rests on (ibid., figure 3)."""
FARTHEST = 1e3
"""A law is not asked about budgets further than this beyond its largest run."""
GOPHER, CHINCHILLA = (280e9, 300e9), (70e9, 1.4e12)
"""Parameters and tokens (Hoffmann et al. 2022, Table 1)."""
LEVELS = (
    "By the law of these runs. The expected number is measured on WikiText-103, so that "
    "its level need not be that of this loss; its sign must."
)


def claimed(params: ScalingParams, points: Points, law: ScalingLaw) -> Iterator[Claimed]:
    """Yield what the law of these points measures for each claim that it can speak to."""
    truth = params.truth
    exponent = _simulated_from(truth.exponent if truth else None)
    if points.C.max() * FARTHEST >= LEAST_BUDGET:
        yield Claimed(claim="equal-scaling", measured=float(law.exponent), remark=exponent)
    if points.C.max() * FARTHEST >= GOPHER_BUDGET:
        ratio = _simulated_from(_tokens_a_parameter(truth) if truth else None)
        yield Claimed(claim="twenty-tokens", measured=_tokens_a_parameter(law), remark=ratio)
        yield Claimed(
            claim="smaller-on-more",
            measured=_at(law, *GOPHER) - _at(law, *CHINCHILLA), remark=LEVELS,
        )  # fmt: skip
    yield Claimed(
        claim="four-times", measured=float(4**law.exponent),
        remark=_four_times(params, float(law.exponent)),
    )  # fmt: skip
    if params.source == "simulated":
        claim = "epoch-refit" if params.law == "epoch" else "printed-estimates"
        yield Claimed(claim=claim, measured=float(law.exponent), remark=exponent)


def claimed_of_forms(compared: Compared) -> Iterator[Claimed]:
    """Yield what the comparison of forms says about power laws that never break."""
    error = {row.form: row.rmsle for row in compared.rows}
    plain = [each for form in ("power", "power_floor") if (each := error.get(form))]
    broken = [each for form in ("bnsl1", "bnsl2") if (each := error.get(form))]
    if plain and broken:
        yield Claimed(
            claim="only-power-laws",
            measured=max(1.0, min(plain) / min(broken)),
            remark=f"The best power law missed the {compared.held_out} larger runs by "
            f"{min(plain):.2%}, the best broken one by {min(broken):.2%}.",
        )


def _four_times(params: ScalingParams, exponent: float) -> str:
    said = f"The data then grow {4 ** (1 - exponent):.3g} times."
    if params.source in {"recorded", "live"}:
        said += " These models are a million times smaller than those that the sentence is about."
    return said


def _at(law: ScalingLaw, N: float, D: float) -> float:
    sizes: tuple[Array, Array] = (np.array(N), np.array(D))
    return float(law.predict(*sizes))


def _tokens_a_parameter(law: ScalingLaw) -> float:
    N, D = law.optimum(np.array([GOPHER_BUDGET]))
    return float(D[0] / N[0])


def _simulated_from(true: float | None) -> str:
    """Say what a perfect fit would measure, where that is known."""
    if true is None:
        return ""
    return (
        f"The law that these runs were simulated from gives {true:.4g}; "
        "what lies between is what noise did to the fit."
    )
