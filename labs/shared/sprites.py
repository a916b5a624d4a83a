"""Soft-edged shapes on a pixel grid, drawn for all frames of a clip at once.

Lengths are in picture heights: ``y`` runs from 0 at the top to 1, ``x`` from 0 to width / height.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
"""Floating-point numbers of 32 bits."""
Distance = Callable[["Grid", ArrayLike, ArrayLike, float], Array]


@dataclass(frozen=True)
class Grid:
    """Where the middle of every pixel lies: ``y`` (1, height, 1), ``x`` (1, 1, width)."""

    height: int
    width: int

    @property
    def y(self) -> Array:
        return ((np.arange(self.height, dtype=np.float32) + 0.5) / self.height)[None, :, None]

    @property
    def x(self) -> Array:
        return ((np.arange(self.width, dtype=np.float32) + 0.5) / self.height)[None, None, :]

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def covered(self, distance: Array) -> Array:
        """Turn signed distances from an edge into shares of pixels that are covered, 0 to 1."""
        return np.clip(0.5 - distance * self.height, 0, 1)


def over_time(values: ArrayLike) -> Array:
    """Shape one value a frame so that it meets every pixel: (frames,) → (frames, 1, 1)."""
    return np.asarray(values, np.float32).reshape(-1, 1, 1)


def disc(grid: Grid, x: ArrayLike, y: ArrayLike, radius: float) -> Array:
    """Return signed distances from a disc, negative inside: (frames, height, width)."""
    away: Array = np.hypot(grid.x - over_time(x), grid.y - over_time(y)) - np.float32(radius)
    return away


def square(grid: Grid, x: ArrayLike, y: ArrayLike, radius: float) -> Array:
    """Return signed distances from a square of the disc's area."""
    half = radius * np.sqrt(np.pi) / 2
    across, down = np.abs(grid.x - over_time(x)) - half, np.abs(grid.y - over_time(y)) - half
    away: Array = np.maximum(across, down).astype(np.float32)
    return away


def triangle(grid: Grid, x: ArrayLike, y: ArrayLike, radius: float) -> Array:
    """Return signed distances from an upright equilateral triangle of the disc's area."""
    inner = radius * np.sqrt(np.pi / np.sqrt(27))
    across, down = np.abs(grid.x - over_time(x)), grid.y - over_time(y)
    slope = across * np.sqrt(3) / 2 - down / 2
    away: Array = (np.maximum(slope, down) - inner).astype(np.float32)
    return away


def limb(
    grid: Grid, start: tuple[ArrayLike, ArrayLike], end: tuple[ArrayLike, ArrayLike], radius: float
) -> Array:
    """Return signed distances from a rounded stroke between two points (x, y)."""
    (x0, y0), (x1, y1) = (map(over_time, point) for point in (start, end))
    along_x, along_y = x1 - x0, y1 - y0
    length = np.maximum(along_x**2 + along_y**2, 1e-9)
    share = np.clip(((grid.x - x0) * along_x + (grid.y - y0) * along_y) / length, 0, 1)
    away: Array = np.hypot(grid.x - x0 - share * along_x, grid.y - y0 - share * along_y)
    return away - np.float32(radius)


def lay(picture: Array, coverage: Array, colour: ArrayLike) -> None:
    """Lay a colour over a picture (frames, height, width, 3), in place."""
    picture += coverage[..., None] * (np.asarray(colour, np.float32) - picture)


def bounced(start: float, speed: float, seconds: Array, low: float, high: float) -> Array:
    """Return where something is that flies straight and turns back at two walls."""
    span = high - low
    travelled = np.mod(start - low + speed * seconds, 2 * span)
    return low + np.where(travelled > span, 2 * span - travelled, travelled).astype(np.float32)
