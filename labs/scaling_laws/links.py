# ruff: noqa: ARG002 - every link takes what some link needs
"""Links: how ln L follows from a form's predictors, and how derivatives flow back through it.

A link takes predictors u_i, each of shape (k, n) or (k, 1) for k fits of n runs, and returns its
``Parts``: ln L first, then whatever its derivatives need. For an objective Σ ρ(ln L), ``pull``
returns the first derivatives s F_i and ``second`` the pairs s F_ij + c F_i F_j, where s = ρ′ and
c = ρ″ by run. So links nest: an outer one hands its inner one another s and c.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from labs.scaling_laws.law import Array

Parts = tuple[Array, ...]
Pair = tuple[int, int, Array]


class Link(Protocol):
    """Computes ln L from predictors, and pulls derivatives back to them."""

    def at(self, u: Sequence[Array]) -> Parts:
        """Return ln L, (k, n), and what the derivatives need."""
        ...

    def value(self, u: Sequence[Array]) -> Array:
        """Return ln L alone, (k, n)."""
        ...

    def pull(self, parts: Parts, slope: Array) -> list[Array]:
        """Return slope · ∂ ln L / ∂u_i for every predictor, (k, n) each."""
        ...

    def second(
        self, parts: Parts, slope: Array, curve: Array, pulled: Sequence[Array]
    ) -> Iterator[Pair]:
        """Yield (i, j, slope · ∂²ln L / ∂u_i ∂u_j + curve · ∂_i ln L · ∂_j ln L) for i <= j.

        ``pulled`` is what ``pull`` made of the same slope.
        """
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """ln L = u."""

    def at(self, u: Sequence[Array]) -> Parts:
        return (u[0],)

    def value(self, u: Sequence[Array]) -> Array:
        return u[0]

    def pull(self, parts: Parts, slope: Array) -> list[Array]:
        return [slope]

    def second(
        self,
        parts: Parts,
        slope: Array,
        curve: Array,
        pulled: Sequence[Array],
    ) -> Iterator[Pair]:
        yield 0, 0, curve


@dataclass(frozen=True, slots=True)
class ThreeTerms:
    """ln L = ln(exp(u) + exp(v) + unit · e), with e >= 0 of shape (k, 1).

    The derivatives are the terms' shares π of L, with unit / L for e, and diag π − ππᵀ, where the
    diagonal has nothing for e.
    """

    unit: float
    """What the floor e is counted in: a usual loss."""

    def at(self, u: Sequence[Array]) -> Parts:
        size, data = np.exp(u[0]), np.exp(u[1])
        total = size + data
        total += self.unit * u[2]
        inverse = 1 / total
        size *= inverse
        data *= inverse
        inverse *= self.unit
        return np.log(total, out=total), size, data, inverse

    def value(self, u: Sequence[Array]) -> Array:
        total = np.exp(u[0])
        total += np.exp(u[1])
        total += self.unit * u[2]
        return np.log(total, out=total)

    def pull(self, parts: Parts, slope: Array) -> list[Array]:
        return [slope * share for share in parts[1:]]

    def second(
        self, parts: Parts, slope: Array, curve: Array, pulled: Sequence[Array]
    ) -> Iterator[Pair]:
        _, size, data, floor = parts
        bend = curve - slope
        for i, share in enumerate((size, data)):
            bent = bend * share
            for j in range(i + 1, 3):
                yield i, j, bent * parts[j + 1]
            bent *= share
            bent += pulled[i]
            yield i, i, bent
        bend *= floor
        bend *= floor
        yield 2, 2, bend


@dataclass(frozen=True, slots=True)
class PowerMean:
    """ln L = γ ln((exp(u / γ) + exp(v / γ)) / 2), with γ > 0 of shape (k, 1).

    It is the greater of u and v where γ is small, and their mean where it is large. With
    w = (u − v) / γ, the Hessian is p (1 − p) / γ times the square of (1, −1, −w).
    """

    def at(self, u: Sequence[Array]) -> Parts:
        first, other, gamma = u
        with np.errstate(divide="ignore"):
            w = (first - other) / np.where(gamma > 0, gamma, np.nan)
        less = np.exp(-np.abs(w))
        over = np.log1p(less) - np.log(2)
        value = np.maximum(first, other) + gamma * over
        small = less / (1 + less)
        p = np.where(w > 0, 1 - small, small)
        q = np.where(w > 0, small, 1 - small)
        by_gamma = over + small * np.abs(w)
        return value, p, q, by_gamma, w, p * q / gamma

    def value(self, u: Sequence[Array]) -> Array:
        first, other, gamma = u
        with np.errstate(divide="ignore"):
            w = (first - other) / np.where(gamma > 0, gamma, np.nan)
        over = np.log1p(np.exp(-np.abs(w))) - np.log(2)
        return np.asarray(np.maximum(first, other) + gamma * over)

    def pull(self, parts: Parts, slope: Array) -> list[Array]:
        return [slope * each for each in parts[1:4]]

    def second(
        self,
        parts: Parts,
        slope: Array,
        curve: Array,
        pulled: Sequence[Array],
    ) -> Iterator[Pair]:
        _, p, q, by_gamma, w, sharp = parts
        bend = slope * sharp
        yield 0, 0, curve * p * p + bend
        yield 0, 1, curve * p * q - bend
        yield 1, 1, curve * q * q + bend
        bend = bend * w
        tilt = curve * by_gamma
        yield 0, 2, tilt * p - bend
        yield 1, 2, tilt * q + bend
        yield 2, 2, tilt * by_gamma + bend * w


@dataclass(frozen=True, slots=True)
class Floored:
    """ln L = ln(exp(h) + unit · e), where h is another link's value and e >= 0, (k, 1), is last."""

    inner: Link
    unit: float
    """What the floor e is counted in: a usual loss."""

    def at(self, u: Sequence[Array]) -> Parts:
        inner = self.inner.at(u[:-1])
        rest = np.exp(inner[0])
        total = rest + self.unit * u[-1]
        return np.log(total), rest / total, self.unit / total, *inner

    def value(self, u: Sequence[Array]) -> Array:
        total = np.exp(self.inner.value(u[:-1]))
        total += self.unit * u[-1]
        return np.log(total, out=total)

    def pull(self, parts: Parts, slope: Array) -> list[Array]:
        _, rest, floor, *inner = parts
        return [*self.inner.pull(tuple(inner), slope * rest), slope * floor]

    def second(
        self, parts: Parts, slope: Array, curve: Array, pulled: Sequence[Array]
    ) -> Iterator[Pair]:
        _, rest, floor, *held = parts
        inner, last = tuple(held), len(pulled) - 1
        bend = curve - slope
        bent = bend * rest
        within = bent * rest + slope * rest
        yield from self.inner.second(inner, slope * rest, within, pulled[:-1])
        for i, each in enumerate(self.inner.pull(inner, bent * floor)):
            yield i, last, each
        yield last, last, bend * floor * floor
