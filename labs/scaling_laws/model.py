"""A form laid over measured runs: predictors that are linear in theta, and a link to ln L.

All fits share the runs. Columns enter as centred logarithms: for Chinchilla's law that brings the
condition number of the Hessian down from about 1e7 to 1e4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.law import Array
from labs.scaling_laws.links import Link, Parts

BLOCK_BYTES = 192 * 1024
"""Temporaries stay below what malloc fetches from the kernel anew each time, and some ten of them
within a core's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Predictor:
    """u = features · theta[columns]; without features it is one element of theta for all runs."""

    columns: tuple[int, ...]
    features: Array | None = None  # (n, q)

    def at(self, theta: Array) -> Array:
        """Return u, (k, n) or (k, 1), at each row of theta."""
        if self.features is None:
            return theta[:, self.columns]
        return np.asarray(theta[:, self.columns] @ self.features.T)

    def columns_of_features(self, n: int) -> list[Array]:
        return [np.ones(n)] if self.features is None else list(self.features.T)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One quantity of the runs as a centred logarithm."""

    values: Array  # (n,)
    mean: float

    @classmethod
    def of(cls, quantity: Array) -> "Column":
        logs = np.log(quantity)
        return cls(logs - logs.mean(), float(logs.mean()))

    @property
    def falling(self) -> Array:
        """Return the features (1, −x), (n, 2), of a term such as a − alpha x."""
        return np.column_stack([np.ones_like(self.values), -self.values])


def usual(loss: Array) -> float:
    """Return the geometric mean of the losses."""
    return float(np.exp(np.log(loss).mean()))


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What evaluating a form at many thetas takes; see ``of``."""

    z: Array  # (n,): ln L
    columns: tuple[Column, ...]
    predictors: tuple[Predictor, ...]
    link: Link
    width: int
    unit: float
    """What the last element of theta is counted in, where that is a floor, which is never below 0;
    0 for a form without a floor."""
    products: dict[tuple[int, int], Array]
    """For each pair of predictors the products of their features, (n, q_i q_j)."""
    to_gradient: Array  # (Σ q_i, width): sums moments into the gradient
    to_hessian: Array  # (Σ q_i q_j, width²): and products' moments into the Hessian

    @classmethod
    def of(
        cls,
        loss: Array,
        columns: Sequence[Column],
        predictors: Sequence[Predictor],
        link: Link,
        *,
        unit: float = 0.0,
    ) -> "Model":
        """Lay a form over runs of a measured ``loss``, (n,)."""
        n = len(loss)
        width = 1 + max(max(each.columns) for each in predictors)
        places = [column for each in predictors for column in each.columns]
        features = [each.columns_of_features(n) for each in predictors]
        pairs = [(i, j) for i in range(len(predictors)) for j in range(i, len(predictors))]
        products = {
            (i, j): np.column_stack([f * g for f in features[i] for g in features[j]])
            for i, j in pairs
        }
        to_hessian = np.concatenate(
            [_spread(predictors[i].columns, predictors[j].columns, i == j, width) for i, j in pairs]
        )
        return cls(
            np.log(loss), tuple(columns), tuple(predictors), link, width, unit,
            products, np.eye(width)[places], to_hessian,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.z)

    def block_rows(self) -> int:
        """Return how many fits to evaluate at once."""
        return max(1, BLOCK_BYTES // (8 * len(self.z)))

    def at(self, theta: Array) -> Parts:
        """Return the link's parts at each row of theta, with the residual r in place of ln L."""
        value, *rest = self.link.at([each.at(theta) for each in self.predictors])
        return value - self.z, *rest

    def residuals(self, theta: Array) -> Array:
        """Return the residual r at each row of theta, (k, n), without what derivatives need."""
        return self.link.value([each.at(theta) for each in self.predictors]) - self.z

    def moved(self, parts: Parts, move: Array) -> Array:
        """Return what a small move of theta, (k, width), adds to r, to first order: J · move."""
        pulled = self.link.pull(parts, np.ones_like(parts[0]))
        changes = (each.at(move) for each in self.predictors)
        return np.asarray(sum(u * change for u, change in zip(pulled, changes, strict=True)))

    def gradient(self, pulled: Sequence[Array]) -> Array:
        """Sum the pulled-back slopes over the runs, shape (k, width)."""
        sums = [_summed(each, u.features) for each, u in zip(pulled, self.predictors, strict=True)]
        return np.asarray(np.concatenate(sums, axis=1) @ self.to_gradient)

    def scores(self, pulled: Sequence[Array]) -> Array:
        """Return what each run adds to the gradient of the one row pulled back, (n, width)."""
        n = len(self)
        each = [
            np.broadcast_to(of_u, (1, n)).T * np.stack(u.columns_of_features(n), axis=1)
            for of_u, u in zip(pulled, self.predictors, strict=True)
        ]
        return np.asarray(np.concatenate(each, axis=1) @ self.to_gradient)

    def hessian(self, parts: Parts, slope: Array, curve: Array, pulled: Sequence[Array]) -> Array:
        """Return Σ slope · ∂²r + curve · ∂r ∂rᵀ over the runs, shape (k, width, width)."""
        found = {
            (i, j): each @ self.products[i, j]
            for i, j, each in self.link.second(parts, slope, curve, pulled)
        }
        moments = np.concatenate([found[pair] for pair in self.products], axis=1)
        return np.asarray(moments @ self.to_hessian).reshape(-1, self.width, self.width)


def _summed(pulled: Array, features: Array | None) -> Array:
    # A product with ones adds short rows several times faster than a sum does.
    return pulled @ (np.ones((pulled.shape[1], 1)) if features is None else features)


def _spread(rows: tuple[int, ...], columns: tuple[int, ...], same: bool, width: int) -> Array:
    """Return where each product of two predictors' features belongs in the flattened Hessian."""
    out = np.zeros((len(rows), len(columns), width, width))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            out[i, j, row, column] += 1
            if not same:
                out[i, j, column, row] += 1
    return out.reshape(len(rows) * len(columns), width * width)
