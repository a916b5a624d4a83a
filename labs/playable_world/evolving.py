"""An evolution strategy: look around a controller in pairs, and go where the better ones lie.

Source: Salimans et al. 2017 (arXiv:1703.03864, section 2): mirrored pairs, ranks in place of
returns; the step is taken by Adam (Kingma & Ba 2015). Ha & Schmidhuber 2018 use CMA-ES.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
FORGOTTEN = (0.9, 0.99)
"""What is kept of Adam's two moments."""


@dataclass
class Evolution:
    """A point of ``numbers`` dimensions on its way to a higher return."""

    numbers: int
    seed: int
    pairs: int = 64
    spread: float = 0.1
    """How far from the centre it looks: the standard deviation."""
    rate: float = 0.05
    decay: float = 0.005
    """The part of the centre that each generation takes away: no number grows without use."""
    generation: int = 0
    centre: Floats = field(init=False)
    _first: NDArray[Any] = field(init=False)
    _second: NDArray[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.centre, self._first, self._second = np.zeros((3, self.numbers), dtype=np.float32)

    def candidates(self) -> Floats:
        """Return the points of this generation, (2 × pairs, numbers): each beside its mirror."""
        ways = self.spread * self._ways()
        return np.asarray(
            np.concatenate([self.centre + ways, self.centre - ways]), dtype=np.float32
        )

    def learn(self, returns: NDArray[Any]) -> None:
        """Step towards the candidates whose returns (2 × pairs,) rank high."""
        ranks = centred_ranks(returns)
        gain = ranks[: self.pairs] - ranks[self.pairs :]
        slope = gain @ self._ways() / (2 * self.pairs * self.spread)
        self.generation += 1
        one, two = FORGOTTEN
        self._first = one * self._first + (1 - one) * slope
        self._second = two * self._second + (1 - two) * slope**2
        first = self._first / (1 - one**self.generation)
        second = self._second / (1 - two**self.generation)
        step = self.rate * first / (np.sqrt(second) + 1e-8)
        self.centre = np.asarray((1 - self.decay) * self.centre + step, dtype=np.float32)

    def arrays(self) -> dict[str, Floats]:
        """Return all that going on needs, beside the generation."""
        return {"centre": self.centre, "first": self._first, "second": self._second}

    def restore(self, arrays: Mapping[str, NDArray[Any]], generation: int) -> None:
        """Go on from what ``arrays`` returned after so many generations."""
        self.centre, self._first, self._second = (
            np.asarray(arrays[name], dtype=np.float32) for name in ("centre", "first", "second")
        )
        self.generation = generation

    def _ways(self) -> Floats:
        """Draw this generation's ways, which follow from seed and generation alone."""
        rng = np.random.default_rng([self.seed, self.generation, 12])
        return rng.standard_normal((self.pairs, self.numbers), dtype=np.float32)


def centred_ranks(returns: NDArray[Any]) -> Floats:
    """Return ranks from −.5 for the lowest to .5 for the highest; equal ones share theirs."""
    _, place, counts = np.unique(returns, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle = last - (counts + 1) / 2
    return np.asarray(middle[place] / max(1, len(returns) - 1) - 0.5, dtype=np.float32)
