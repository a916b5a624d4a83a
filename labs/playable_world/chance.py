"""Random numbers that Python and the browser draw alike: Marsaglia's 32-bit xorshift.

Source: Marsaglia 2003, Xorshift RNGs, section 3 (13, 17, 5). A seed is spread first, so that
neighbouring seeds differ at once.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]


def seeded(seeds: NDArray[np.int64]) -> Words:
    """Return the first state for each seed, (n,): never 0, where xorshift would stay."""
    state = seeds.astype(np.uint32) * np.uint32(2654435761) + np.uint32(0x9E3779B9)
    state ^= state >> np.uint32(16)
    state[state == 0] = 1
    for _ in range(4):
        state = _shifted(state)
    return state


def drawn(state: Words, below: int) -> tuple[Words, NDArray[np.int64]]:
    """Draw a whole number below ``below`` in each game: the new states, and the numbers."""
    state = _shifted(state)
    return state, ((state >> np.uint32(8)) % np.uint32(below)).astype(np.int64)


def _shifted(state: Words) -> Words:
    state = state ^ (state << np.uint32(13))
    state = state ^ (state >> np.uint32(17))
    return state ^ (state << np.uint32(5))
