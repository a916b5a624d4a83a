"""Random numbers that Python and the browser draw alike: Marsaglia's 32-bit xorshift.

Source: Marsaglia 2003, Xorshift RNGs, section 3 (13, 17, 5). A seed is spread first, so that
neighbouring seeds differ at once.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]
BYTES = 8
"""A normal number is the sum of so many bytes."""
SPREAD = 209.02152999254  # √(8 (256² − 1) / 12)


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


def noised(game: int, frame: int, size: int) -> NDArray[np.float32]:
    """Return the noise that a frame of a game is drawn from, (size,): as good as normal.

    The same for the same numbers, here and in ``flow.js``: sums of bytes of hashed places.
    """
    start = _hashed(np.array([game], dtype=np.uint32) * np.uint32(2654435761) + np.uint32(frame))
    words = _hashed(start + np.arange(2 * size, dtype=np.uint32) * np.uint32(0x9E3779B9))
    sums = words.view(np.uint8).reshape(size, BYTES).sum(axis=1, dtype=np.int64)
    return np.asarray((sums - 255 * BYTES / 2) / SPREAD, dtype=np.float32)


def _hashed(words: Words) -> Words:
    """Mix 32 bits well. Source: Appleby 2011, the last steps of MurmurHash3."""
    words = (words ^ (words >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    words = (words ^ (words >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return words ^ (words >> np.uint32(16))


def _shifted(state: Words) -> Words:
    state = state ^ (state << np.uint32(13))
    state = state ^ (state >> np.uint32(17))
    return state ^ (state << np.uint32(5))
