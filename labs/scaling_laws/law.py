"""What a fitted law can tell, and Chinchilla's law: the compute-optimal model for a budget."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from labs.scaling_laws.points import Points

Array = NDArray[np.float64]
Constant = Any
"""A number; or an array of them, for many laws at once."""

FLOP_PER_PARAMETER_TOKEN = 6
"""C = 6 N D: two FLOP forward and four backward per parameter and token."""


class ScalingLaw(Protocol):
    """Foretells losses, and the best use of a budget if there is one."""

    def predict(self, N: Array, D: Array, unique: Array | None = None) -> Array:
        """Return the loss of models of ``N`` parameters after ``D`` tokens; shapes broadcast.

        ``unique`` of the tokens are different; all, where it is not given.
        """
        ...

    def at(self, points: "Points") -> Array:
        """Return the loss foretold for each run."""
        ...

    @property
    def exponent(self) -> Constant:
        """Return a, where the best N grows as C^a; NaN for a law that knows no best N."""
        ...

    def has_optimum(self) -> bool:
        """Say whether a budget has a best size."""
        ...

    def optimum(self, C: Array) -> tuple[Array, Array]:
        """Return the N and D of least loss for budgets ``C`` in FLOP."""
        ...


@dataclass(frozen=True, slots=True)
class Law:
    """L(N, D) = E + A / N^alpha + B / D^beta, in nats per token.

    Source: Hoffmann et al. 2022, equation 2 (approach 3).
    """

    E: Constant
    A: Constant
    B: Constant
    alpha: Constant
    beta: Constant

    def predict(self, N: Array, D: Array, unique: Array | None = None) -> Array:  # noqa: ARG002
        """Return the loss of models of ``N`` parameters after ``D`` tokens; shapes broadcast."""
        return np.asarray(self.E + self.A * N**-self.alpha + self.B * D**-self.beta)

    def at(self, points: "Points") -> Array:
        """Return the loss foretold for each run."""
        return self.predict(points.N, points.D)

    @property
    def exponent(self) -> float:
        """Return a = beta / (alpha + beta): the best N grows as C^a (their equation 4)."""
        a: float = self.beta / (self.alpha + self.beta)
        return a

    def has_optimum(self) -> bool:
        """Say whether both terms fall, so that a budget has a best size."""
        return bool(min(self.A, self.B, self.alpha, self.beta) > 0)

    def optimum(self, C: Array) -> tuple[Array, Array]:
        """Return the N and D of least loss for budgets ``C`` in FLOP (their equation 4)."""
        A, B, alpha, beta = map(np.asarray, (self.A, self.B, self.alpha, self.beta))
        N = optimal_size(A, B, alpha, beta, C)
        return N, C / FLOP_PER_PARAMETER_TOKEN / N


def optimal_size(A: Array, B: Array, alpha: Array, beta: Array, C: Array) -> Array:
    """Return the compute-optimal N for laws and budgets ``C`` in FLOP; shapes broadcast.

    It stays between one parameter and one token, where a wild law would have less than either.
    """
    parameter_tokens = np.log(C / FLOP_PER_PARAMETER_TOKEN)
    with np.errstate(over="ignore"):
        log_G = (np.log(alpha * A) - np.log(beta * B)) / (alpha + beta)
        log_N = log_G + beta / (alpha + beta) * parameter_tokens
    return np.exp(np.clip(log_N, 0, parameter_tokens))


PUBLISHED = {
    "hoffmann": Law(E=1.69, A=406.4, B=410.7, alpha=0.34, beta=0.28),
    "hoffmann_unrounded": Law(E=1.693, A=406.4, B=410.7, alpha=0.33917, beta=0.28491),
    "epoch": Law(E=1.8172, A=482.01, B=2085.43, alpha=0.3478, beta=0.3658),
}
"""The constants as printed: Hoffmann et al. 2022, its TeX source, Besiroglu et al. 2024."""
