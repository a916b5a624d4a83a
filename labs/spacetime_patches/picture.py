"""The exploded cube as a picture: what a link to a result shows before it is opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labs.spacetime_patches.cutting import Cut, Shape
from labs.spacetime_patches.scenes import Frames

WIDTH, HEIGHT = 1200, 630
"""Pixels, as pages that show links want them."""
PAPER = np.array([252, 251, 248], np.float32)
GAP = 0.5
"""Space between patches, in patches."""
MOST = 2000
"""Finer cuts are drawn coarser, so that a picture stays a matter of a second."""
SHADES = {"front": 1.0, "top": 1.06, "side": 0.82}

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """Maps (t, y, x), in units of the clip's height, to pixels; time runs back and up."""

    scale: float
    corner: Vector

    AXES = np.array([[0.62, -0.36], [0.0, 1.0], [1.0, 0.0]])
    """What a step along t, y and x moves in the picture: (right, down)."""

    @classmethod
    def fitting(cls, size: Vector) -> "Projection":
        ends = np.array(
            [[t, y, x] for t in (0, size[0]) for y in (0, size[1]) for x in (0, size[2])]
        )
        flat = ends @ cls.AXES
        low, span = flat.min(axis=0), np.ptp(flat, axis=0)
        scale = float(min(0.9 * WIDTH / span[0], 0.88 * HEIGHT / span[1]))
        return cls(scale, np.array([WIDTH, HEIGHT]) / 2 - scale * (low + span / 2))

    def at(self, point: Vector) -> Vector:
        return np.asarray(self.corner + self.scale * (point @ self.AXES))


def exploded(clip: Frames, patch: Shape) -> Frames:
    """Draw every patch as a box, apart from the others: (630, 1200, 3)."""
    height, width = clip.shape[1:3]
    cut = _coarser(Cut((len(clip), height, width), patch))
    picture = np.broadcast_to(PAPER, (HEIGHT, WIDTH, 3)).copy()
    depth = 1.4 / len(clip)  # so that a clip is about as deep as it is high
    unit = np.array([depth, 1 / height, 1 / height])
    step = np.array(cut.patch) * unit * (1 + GAP)
    projection = Projection.fitting(np.array(cut.grid) * step)
    for place in _back_to_front(cut.grid):
        start = np.array(place) * cut.patch
        end = np.minimum(start + cut.patch, cut.shape)
        _box(picture, clip, (start, end), projection, np.array(place) * step, unit)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _coarser(cut: Cut) -> Cut:
    while cut.tokens > MOST:
        t, h, w = (
            size * 2 if size < limit else size
            for size, limit in zip(cut.patch, cut.shape, strict=True)
        )
        cut = Cut(cut.shape, (t, h, w))
    return cut


def _back_to_front(grid: Shape) -> Iterator[Shape]:
    for t in reversed(range(grid[0])):
        for y in reversed(range(grid[1])):
            for x in range(grid[2]):
                yield t, y, x


def _box(
    picture: NDArray[np.float32],
    clip: Frames,
    bounds: tuple[NDArray[Any], NDArray[Any]],
    projection: Projection,
    origin: Vector,
    unit: Vector,
) -> None:
    """Draw the three faces that one sees: its first frame, its top and its right side."""
    (t0, y0, x0), (t1, y1, x1) = bounds
    size = (bounds[1] - bounds[0]) * unit
    t, y, x = np.diag(size)
    faces = (
        ("top", clip[t0:t1, y0, x0:x1], origin, t, x),
        ("side", clip[t0:t1, y0:y1, x1 - 1].swapaxes(0, 1), origin + x, y, t),
        ("front", clip[t0, y0:y1, x0:x1], origin, y, x),
    )
    for name, texture, corner, down, across in faces:
        ends = [projection.at(each) for each in (corner, corner + down, corner + across)]
        _face(picture, texture * np.float32(SHADES[name]), ends)


def _face(picture: NDArray[np.float32], texture: NDArray[np.float32], ends: list[Vector]) -> None:
    """Lay a texture (rows, columns, 3) over the parallelogram of a corner and two ends."""
    corner, down, across = ends[0], ends[1] - ends[0], ends[2] - ends[0]
    points = np.array([corner, ends[1], ends[2], ends[1] + across])
    left, top = np.floor(points.min(axis=0)).astype(int)
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + 1
    ys, xs = np.mgrid[max(top, 0) : min(bottom, HEIGHT), max(left, 0) : min(right, WIDTH)]
    away = np.stack([xs + 0.5 - corner[0], ys + 0.5 - corner[1]], axis=-1)
    shares = away @ np.linalg.inv(np.array([down, across]))
    inside = ((shares >= 0) & (shares < 1)).all(axis=-1)
    rows, columns = (
        np.clip((shares[..., axis] * texture.shape[axis]).astype(int), 0, texture.shape[axis] - 1)
        for axis in (0, 1)
    )
    picture[ys[inside], xs[inside]] = texture[rows[inside], columns[inside]]
