"""What a run can say about the lab's claims: only what its points bear on."""

from collections.abc import Iterator

import numpy as np

from labs.contract import Claimed
from labs.scaling_laws.law import Law
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.points import Points

GOPHER_BUDGET = 5.76e23
"""FLOP: the budget of Gopher, and of Chinchilla (Hoffmann et al. 2022, Table 3)."""
LEAST_BUDGET = 6e18
"""FLOP: the smallest of the budgets that the claim of equal scaling rests on (ibid., figure 3)."""
FARTHEST = 1e3
"""A law is not asked about budgets further than this beyond its largest run."""


def claimed(params: ScalingParams, points: Points, law: Law) -> Iterator[Claimed]:
    """Yield what the law of these points measures for each claim that it can speak to."""
    truth = params.truth
    exponent = _simulated_from(truth.exponent if truth else None)
    if points.C.max() * FARTHEST >= LEAST_BUDGET:
        yield Claimed(claim="equal-scaling", measured=law.exponent, remark=exponent)
    if points.C.max() * FARTHEST >= GOPHER_BUDGET:
        ratio = _simulated_from(_tokens_a_parameter(truth) if truth else None)
        measured = _tokens_a_parameter(law)
        yield Claimed(claim="twenty-tokens", measured=measured, remark=ratio)
    if params.source == "simulated":
        claim = "epoch-refit" if params.law == "epoch" else "printed-estimates"
        yield Claimed(claim=claim, measured=law.exponent, remark=exponent)


def _tokens_a_parameter(law: Law) -> float:
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
