"""Says which constants of a fit its runs do not identify."""

from labs.scaling_laws.bootstrap import Bootstraps
from labs.scaling_laws.fitting import Fit

DECADE = 10.0
FEWEST_DRAWS = 40
"""Fewer resamples than this say little about a 2.5th percentile."""


def identified(fitted: Fit, draws: Bootstraps, name: str, level: float = 0.95) -> str | None:
    """Say in one sentence why a constant is not identified, or return None if it is.

    It is not if the fit leaves it at a bound, or if its interval runs through zero or spans more
    than a decade. ``name`` may also be exponent.
    """
    if name in fitted.bounded:
        return f"the fit leaves {name} at its bound, {fitted.constants[name]:.3g}"
    if name == "exponent" and not fitted.law.has_optimum():
        return "this law has no best size, so there is no exponent"
    values = draws.values(name)
    if len(values) < FEWEST_DRAWS:
        return (
            f"only {len(values)} of {len(draws.constants)} resamples tell {name}; "
            f"{FEWEST_DRAWS} are needed"
        )
    low, high = draws.interval(name, level)
    span = f"the {level:.0%} interval of {name} runs from {low:.3g} to {high:.3g}"
    if low <= 0 <= high:
        return f"{span}, through zero"
    if max(abs(low), abs(high)) > DECADE * min(abs(low), abs(high)):
        return f"{span}, more than a decade"
    return None
