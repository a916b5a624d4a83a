"""Which patches are thrown away, and the plainest way to fill them: with the nearest kept one."""

from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Scheme = Literal["random", "tube", "frame"]
SCHEMES: tuple[Scheme, ...] = ("random", "tube", "frame")
Shape = tuple[int, int, int]
"""Patches along time, height and width."""


def kept(scheme: Scheme, share: float, shape: Shape, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Choose what to keep: anywhere, whole tubes through time, or whole slabs of frames.

    Returns (t, h, w). At least one unit is kept.
    """
    t, h, w = shape
    units = {"random": t * h * w, "tube": h * w, "frame": t}[scheme]
    chosen = np.zeros(units, bool)
    chosen[rng.permutation(units)[: max(1, round(share * units))]] = True
    if scheme == "random":
        return chosen.reshape(shape)
    lifted = chosen.reshape(1, h, w) if scheme == "tube" else chosen.reshape(t, 1, 1)
    return np.broadcast_to(lifted, shape).copy()


def nearest(keep: NDArray[np.bool_]) -> tuple[Tensor, Tensor]:
    """Find the nearest kept patch of each patch, the earlier one where two are as near.

    Returns its index (t·h·w,) and how far away it is along each axis (t, h, w, 3).
    """
    places = torch.as_tensor(np.argwhere(np.ones_like(keep)), dtype=torch.float32)
    donors = torch.as_tensor(np.flatnonzero(keep))
    chosen = donors[torch.cdist(places, places[donors]).argmin(dim=1)]
    return chosen, (places[chosen] - places).reshape(*keep.shape, 3)


def filled(grid: Tensor, keep: NDArray[np.bool_]) -> tuple[Tensor, Tensor, Tensor]:
    """Fill hidden patches of one clip (t, h, w, values) with the nearest kept ones.

    Returns the filled grid, 1 where hidden (t, h, w), and the distances (t, h, w, 3).
    """
    chosen, away = nearest(keep)
    full = grid.reshape(-1, grid.shape[-1])[chosen].reshape(grid.shape)
    return full, torch.as_tensor(~keep, dtype=torch.float32), away
