"""Global starts by variable projection: given (alpha, beta), E, A and B are a linear problem."""

import numpy as np

from labs.scaling_laws.law import Array
from labs.scaling_laws.objective import Shared

EXPONENTS = np.geomspace(0.03, 3, 24)
LEAST = 1e-3
"""The least share of the loss that a start gives to a term, since ln 0 is nowhere to start from."""


def global_starts(shared: Shared, count: int) -> Array:
    """Return ``count`` rows of theta, best first and no two from neighbouring cells of the grid.

    Each cell's E, A and B minimise Σ ((predicted − measured) / measured)², all cells at once.
    Source: Golub and Pereyra 1973, "The differentiation of pseudo-inverses".
    """
    coefficients, misfit = _project(shared)
    chosen: list[tuple[int, int]] = []
    for flat in np.argsort(misfit, axis=None):
        row, column = divmod(int(flat), len(EXPONENTS))
        if all(max(abs(row - i), abs(column - j)) > 1 for i, j in chosen):
            chosen.append((row, column))
        if len(chosen) == count:
            break
    i, j = np.array(chosen).T
    logs = np.log(coefficients[i, j])  # (count, 3): e, a, b
    return np.column_stack([logs[:, 1], logs[:, 2], logs[:, 0], EXPONENTS[i], EXPONENTS[j]])


def _project(shared: Shared) -> tuple[Array, Array]:
    """Return (E, A, B) of shape (24, 24, 3) and the misfit of shape (24, 24)."""
    w = np.exp(-shared.z)  # dividing by L makes every residual relative
    u = np.exp(-EXPONENTS[:, None] * shared.x) * w  # (24, n)
    v = np.exp(-EXPONENTS[:, None] * shared.y) * w
    normal = np.empty((len(EXPONENTS), len(EXPONENTS), 3, 3))
    normal[..., 0, 0] = w @ w
    normal[..., 0, 1] = normal[..., 1, 0] = (u @ w)[:, None]
    normal[..., 0, 2] = normal[..., 2, 0] = (v @ w)[None, :]
    normal[..., 1, 1] = np.einsum("in,in->i", u, u)[:, None]
    normal[..., 2, 2] = np.einsum("in,in->i", v, v)[None, :]
    normal[..., 1, 2] = normal[..., 2, 1] = u @ v.T
    target = np.empty(normal.shape[:3])
    target[..., 0], target[..., 1], target[..., 2] = w.sum(), u.sum(1)[:, None], v.sum(1)[None, :]
    return _nonnegative(normal, target, len(w))


def _nonnegative(normal: Array, target: Array, n: int) -> tuple[Array, Array]:
    """Solve the scaled normal equations with every coefficient kept above a small floor.

    A coefficient that would be negative is set to the floor and the other two are solved again.
    """
    scale = np.sqrt(np.einsum("...ii->...i", normal))
    unit = normal / scale[..., :, None] / scale[..., None, :] + 1e-12 * np.eye(3)
    aim = target / scale
    floor = LEAST * np.sqrt(n)
    best = np.maximum(np.linalg.solve(unit, aim[..., None])[..., 0], floor)
    misfit = _misfit(unit, aim, best, n)
    for held in range(3):
        free = [k for k in range(3) if k != held]
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
