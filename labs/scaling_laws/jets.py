"""Numbers that carry their first and second derivatives, for forms too tangled to derive by hand.

Source: Griewank and Walther 2008, "Evaluating derivatives", chapter 13.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.law import Array

Firsts = dict[int, Array]
Seconds = dict[tuple[int, int], Array]


@dataclass(frozen=True, slots=True, eq=False)
class Jet:
    """A value with ∂_i and, for i <= j, ∂_i ∂_j; those that are nought are left out."""

    value: Array
    first: Firsts
    second: Seconds

    @classmethod
    def variable(cls, value: Array, index: int) -> "Jet":
        return cls(value, {index: np.ones((1, 1))}, {})

    def __add__(self, other: "Jet | Array | float") -> "Jet":
        if not isinstance(other, Jet):
            return Jet(self.value + other, self.first, self.second)
        return Jet(
            self.value + other.value,
            {i: _sum(self.first.get(i), other.first.get(i)) for i in self.first | other.first},
            {ij: _sum(self.second.get(ij), other.second.get(ij))
             for ij in self.second | other.second},
        )  # fmt: skip

    def __sub__(self, other: "Jet | Array | float") -> "Jet":
        return self + other * -1.0

    def __mul__(self, other: "Jet | Array | float") -> "Jet":
        if not isinstance(other, Jet):
            return Jet(
                self.value * other,
                {i: each * other for i, each in self.first.items()},
                {ij: each * other for ij, each in self.second.items()},
            )
        slopes = (other.value, self.value)
        return chain(self.value * other.value, slopes, (None, np.ones((1, 1)), None), (self, other))

    def exp(self) -> "Jet":
        value = np.exp(self.value)
        return chain(value, (value,), (value,), (self,))

    def log(self) -> "Jet":
        inverse = 1 / self.value
        return chain(np.log(self.value), (inverse,), (-inverse * inverse,), (self,))

    def inverse(self) -> "Jet":
        inverse = 1 / self.value
        square = inverse * inverse
        return chain(inverse, (-square,), (2 * square * inverse,), (self,))


def chain(
    value: Array, slopes: Iterable[Array], curves: Iterable[Array | None], inner: tuple[Jet, ...]
) -> Jet:
    """Return f(inner…) from f, its slopes, and its curves by (0, 0), (0, 1), …, (1, 1)."""
    first: Firsts = {}
    second: Seconds = {}
    for slope, jet in zip(slopes, inner, strict=True):
        for i, each in jet.first.items():
            first[i] = _sum(first.get(i), slope * each)
        for ij, each in jet.second.items():
            second[ij] = _sum(second.get(ij), slope * each)
    pairs = [(p, q) for p in range(len(inner)) for q in range(p, len(inner))]
    for (p, q), curve in zip(pairs, curves, strict=True):
        if curve is not None:
            _bend(second, curve, inner[p], inner[q], same=p == q)
    return Jet(value, first, second)


def _bend(second: Seconds, curve: Array, one: Jet, other: Jet, *, same: bool) -> None:
    """Add curve (∂one ⊗ ∂other), and its mirror where the two differ, to the second derivatives."""
    for i, left in one.first.items():
        bent = curve * left
        for j, right in other.first.items():
            if same and j < i:
                continue
            both = bent * right
            if i == j and not same:
                both = 2 * both
            ij = (min(i, j), max(i, j))
            second[ij] = _sum(second.get(ij), both)


def _sum(one: Array | None, other: Array | None) -> Array:
    if one is None or other is None:
        found = one if other is None else other
        assert found is not None, "a derivative stands in at least one of the two"
        return found
    return one + other
