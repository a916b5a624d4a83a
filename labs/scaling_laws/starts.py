"""Global starts by variable projection: given its exponents, a law is linear in its prices."""

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array

EXPONENTS = np.geomspace(0.03, 3, 24)
LEAST = 1e-3
"""The least share of the loss that a start gives to a term, since ln 0 is nowhere to start from."""


def project(terms: list[Array], z: Array) -> tuple[Array, Array]:
    """Fit L as a sum of nonnegative multiples of ``terms``, in every cell of a grid at once.

    Each term has the shape of the grid, or 1 along an axis that it does not depend on, and then n.
    Returns ln of the coefficients, (*grid, terms), and the misfit
    Σ ((predicted − measured) / measured)², (*grid).
    Source: Golub and Pereyra 1973, "The differentiation of pseudo-inverses".
    """
    w = np.exp(-z)  # dividing by L makes every residual relative
    relative = [term * w for term in terms]
    grid = np.broadcast_shapes(*(term.shape[:-1] for term in relative))
    normal = np.empty((*grid, len(terms), len(terms)))
    target = np.empty(normal.shape[:-1])
    for i, term in enumerate(relative):
        target[..., i] = term.sum(-1)
        for j in range(i + 1):
            both = inner(term, relative[j])
            normal[..., i, j] = normal[..., j, i] = both
    coefficients, misfit = nonnegative(normal, target, len(z))
    return np.log(coefficients), misfit


def inner(one: Array, other: Array) -> Array:
    """Return the sums of products over the last axis, without laying out the whole grid."""
    return np.asarray(np.einsum("...n,...n->...", one, other, optimize=False))


def nonnegative(normal: Array, target: Array, n: int) -> tuple[Array, Array]:
    """Solve the scaled normal equations with every coefficient kept above a small floor.

    A coefficient that would be negative is set to the floor and the others are solved again.
    """
    terms = normal.shape[-1]
    scale = np.sqrt(np.einsum("...ii->...i", normal))
    unit = normal / scale[..., :, None] / scale[..., None, :] + 1e-12 * np.eye(terms)
    aim = target / scale
    floor = LEAST * np.sqrt(n)
    best = np.maximum(np.linalg.solve(unit, aim[..., None])[..., 0], floor)
    misfit = _misfit(unit, aim, best, n)
    for held in range(terms):
        free = [k for k in range(terms) if k != held]
        rest = aim[..., free] - unit[..., free, held] * floor
        trial = np.full_like(best, floor)
        trial[..., free] = np.maximum(
            np.linalg.solve(unit[..., free, :][..., free], rest[..., None])[..., 0], floor
        )
        trial_misfit = _misfit(unit, aim, trial, n)
        better = trial_misfit < misfit
        best[better], misfit[better] = trial[better], trial_misfit[better]
    return best / scale, misfit


def _misfit(unit: Array, aim: Array, at: Array, n: int) -> Array:
    """Return the sum of squared relative residuals, from the normal equations alone."""
    square = np.einsum("...i,...ij,...j->...", at, unit, at)
    return np.asarray(n - 2 * np.einsum("...i,...i->...", aim, at) + square)


def apart(misfit: Array, count: int) -> tuple[NDArray[np.intp], ...]:
    """Return the indices of the ``count`` best cells of a grid, no two of them neighbours."""
    chosen: list[tuple[np.intp, ...]] = []
    for flat in np.argsort(misfit, axis=None):
        cell = np.unravel_index(int(flat), misfit.shape)
        if all(max(abs(i - j) for i, j in zip(cell, other, strict=True)) > 1 for other in chosen):
            chosen.append(cell)
        if len(chosen) == count:
            break
    return tuple(np.array(axis) for axis in zip(*chosen, strict=True))
