# ruff: noqa: ARG002 - every link takes what some link needs
"""What repeats are worth, and the link of the data-constrained law (see ``forms.repeated``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.jets import Jet, chain
from labs.scaling_laws.law import Array, Constant
from labs.scaling_laws.links import Pair, Parts
from labs.scaling_laws.model import Column

WIDTH = 7
PAIRS = tuple((i, j) for i in range(WIDTH) for j in range(i, WIDTH))


def worth(epochs: Array, R: Constant) -> Array:
    """Return ln of what exp(``epochs``) passes are worth in first passes; ``R`` is R*.

    1 + R* (1 − exp(−(passes − 1) / R*)): R* bounds what all repeats together can ever add.
    """
    return np.asarray(np.log1p(-R * np.expm1(-np.expm1(epochs) / R)))


def worth_jet(epochs: Jet, log_R: Jet) -> Jet:
    """Return ``worth`` with derivatives by ln of the passes and by ln R*."""
    passes, R = np.exp(epochs.value), np.exp(log_R.value)
    repeats = np.expm1(epochs.value) / R
    kept = np.exp(-repeats)
    gained = -np.expm1(-repeats) - repeats * kept
    total = 1 - R * np.expm1(-repeats)
    by_passes, by_R = passes * kept / total, R * gained / total
    curves = (
        by_passes * (1 - passes / R) - by_passes**2,
        by_passes * repeats - by_passes * by_R,
        by_R - R * repeats**2 * kept / total - by_R**2,
    )
    return chain(np.log(total), (by_passes, by_R), curves, (epochs, log_R))


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """ln L from (a, b, alpha, beta, ln R_D, ln R_N, E / unit); ``repeats`` is ln(D / U), (n,).

    Its parts are ln L, its seven first derivatives and its 28 second ones.
    """

    size: Column
    data: Column
    repeats: Array
    unit: float

    def at(self, u: Sequence[Array]) -> Parts:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = self._jet([Jet.variable(each, i) for i, each in enumerate(u)])
        slopes = np.zeros((WIDTH + len(PAIRS), *found.value.shape))
        for i, each in found.first.items():
            slopes[i] = each
        for pair, each in found.second.items():
            slopes[WIDTH + PAIRS.index(pair)] = each
        return found.value, *slopes

    def value(self, u: Sequence[Array]) -> Array:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            a, b, alpha, beta, r_D, r_N, e = u
            x, y = self.size, self.data
            ln_data = y.values - self.repeats + worth(self.repeats, np.exp(r_D))
            prices = (a + alpha * x.mean) - (b + beta * y.mean)
            ln_G = (np.log(alpha / beta) + prices) / (alpha + beta)
            ln_base = ln_G + beta / alpha * (ln_G + (y.values + y.mean - self.repeats))
            excess = np.maximum(x.values + x.mean - ln_base, 0)
            ln_size = x.values - excess + worth(excess, np.exp(r_N))
            terms = np.exp(a - alpha * ln_size) + np.exp(b - beta * ln_data)
            return np.asarray(np.log(terms + self.unit * e))

    def _jet(self, u: Sequence[Jet]) -> Jet:
        a, b, alpha, beta, r_D, r_N, e = u
        x, y = self.size, self.data
        nought = Jet(self.repeats[None], {}, {})
        ln_data = worth_jet(nought, r_D) + (y.values - self.repeats)
        # ln G, and the best ln N for the unique tokens (equation 7): G (G U)^(beta / alpha)
        prices = (a + alpha * x.mean) - (b + beta * y.mean)
        ln_G = (alpha.log() - beta.log() + prices) * (alpha + beta).inverse()
        ratio = beta * alpha.inverse()
        ln_base = ln_G + ratio * (ln_G + (y.values + y.mean - self.repeats))
        excess = _above_nought(ln_base * -1.0 + (x.values + x.mean))
        ln_size = worth_jet(excess, r_N) - excess + x.values
        size, data = a - alpha * ln_size, b - beta * ln_data
        return (size.exp() + data.exp() + e * self.unit).log()

    def pull(self, parts: Parts, slope: Array) -> list[Array]:
        return [slope * each for each in parts[1 : 1 + WIDTH]]

    def second(
        self, parts: Parts, slope: Array, curve: Array, pulled: Sequence[Array]
    ) -> Iterator[Pair]:
        bent = [curve * each for each in parts[1 : 1 + WIDTH]]
        for (i, j), each in zip(PAIRS, parts[1 + WIDTH :], strict=True):
            yield i, j, slope * each + bent[i] * parts[1 + j]


def _above_nought(jet: Jet) -> Jet:
    """Return max(jet, 0): a smaller model has no excess parameters."""
    above = (jet.value > 0).astype(np.float64)
    return jet * above
