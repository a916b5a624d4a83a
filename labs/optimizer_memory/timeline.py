"""Brings a step of many thousand ops down to a few hundred moments, peaks kept exactly."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from labs.optimizer_memory.categories import CATEGORIES

MOMENTS = 160
"""How many moments a timeline shows, the exact peaks aside."""
T = TypeVar("T")
Held = Callable[[T], tuple[int, ...]]


def chosen(samples: Sequence[T], held: Held[T], count: int = MOMENTS) -> list[int]:
    """Return the positions of the samples to show, rising.

    Each of ``count`` equal stretches is shown by the sample that holds most. Beside them are
    the first that reaches the true peak, the first that reaches each category's, both ends.
    """
    if len(samples) <= count:
        return list(range(len(samples)))
    totals = [sum(held(each)) for each in samples]
    edges = [round(index * len(samples) / count) for index in range(count + 1)]
    found = {max(range(low, high), key=totals.__getitem__) for low, high in _pairs(edges)}
    found |= {0, len(samples) - 1, max(range(len(samples)), key=totals.__getitem__)}
    for index in range(len(CATEGORIES)):
        found.add(max(range(len(samples)), key=lambda at: held(samples[at])[index]))
    return sorted(found)


def _pairs(edges: Sequence[int]) -> list[tuple[int, int]]:
    return [(low, high) for low, high in pairwise(edges) if high > low]
