"""Four clips that code draws: bouncing shapes, a turning cube, ripples and a walking figure.

Equal seeds give equal clips at any size. Frames follow one another at ``FRAMES_A_SECOND``.
"""

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from labs.shared.sprites import (
    Array,
    Distance,
    Grid,
    bounced,
    disc,
    lay,
    limb,
    over_time,
    square,
    triangle,
)

Scene = Literal["shapes", "cube", "ripples", "walker"]
SCENES: tuple[Scene, ...] = get_args(Scene)
FRAMES_A_SECOND = 8
FRAMES, HEIGHT, WIDTH = 32, 96, 128
"""The size of the built-in clips: four seconds."""

Frames = NDArray[np.uint8]
"""(frames, height, width, 3), from 0 to 255."""
Random = np.random.Generator

INKS = np.array(
    [[0, 114, 178], [213, 94, 0], [0, 158, 115], [230, 159, 0], [204, 121, 167], [86, 180, 233]],
    np.float32,
)
"""Okabe and Ito's hues."""


def rendered(
    scene: Scene, seed: int = 0, frames: int = FRAMES, height: int = HEIGHT, width: int = WIDTH
) -> Frames:
    """Draw a clip."""
    rng = np.random.default_rng([SCENES.index(scene), seed])
    seconds = np.arange(frames, dtype=np.float32) / FRAMES_A_SECOND
    picture = _DRAW[scene](rng, Grid(height, width), seconds)
    return np.round(np.clip(picture, 0, 255)).astype(np.uint8)


def _backdrop(grid: Grid, frames: int, top: Array, bottom: Array) -> Array:
    """Two flat colours that meet at a soft horizon."""
    ground = grid.covered(0.72 - grid.y)[..., None]
    picture = top + ground * (bottom - top)
    return np.broadcast_to(picture, (frames, grid.height, grid.width, 3)).astype(np.float32)


def _pale(rng: Random) -> Array:
    return rng.integers(200, 250, 3).astype(np.float32)


def _shapes(rng: Random, grid: Grid, seconds: Array) -> Array:
    picture = _backdrop(grid, len(seconds), _pale(rng), _pale(rng) - 40)
    kinds: tuple[Distance, ...] = (disc, square, triangle)
    for ink, kind in zip(rng.permutation(INKS)[:3], rng.permutation(3), strict=True):
        radius = float(rng.uniform(0.12, 0.19))
        speed = rng.uniform(0.25, 0.7, 2) * rng.choice([-1, 1], 2)
        low, right, floor = 1.1 * radius, grid.aspect - 1.1 * radius, 1 - 1.1 * radius
        x = bounced(rng.uniform(low, right), speed[0], seconds, low, right)
        y = bounced(rng.uniform(low, floor), speed[1], seconds, low, floor)
        lay(picture, grid.covered(kinds[kind](grid, x, y, radius)), ink)
    return picture


def _turned(yaw: Array, pitch: float) -> Array:
    """Return the rotation of each frame, (frames, 3, 3)."""
    c, s, one, zero = np.cos(yaw), np.sin(yaw), np.ones_like(yaw), np.zeros_like(yaw)
    about_y = np.stack([c, zero, s, zero, one, zero, -s, zero, c], -1).reshape(-1, 3, 3)
    c, s = np.cos(pitch), np.sin(pitch)
    about_x = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    turn: Array = (about_x @ about_y).astype(np.float32)
    return turn


def _cube(rng: Random, grid: Grid, seconds: Array) -> Array:
    """Meet each pixel's ray with three slabs, then paint the face that it meets first."""
    picture = _backdrop(grid, len(seconds), _pale(rng), _pale(rng) - 30)
    speed, pitch = rng.uniform(0.8, 1.8) * rng.choice([-1, 1]), rng.uniform(0.35, 0.75)
    turn = _turned(rng.uniform(0, np.pi) + speed * seconds, pitch).astype(np.float32)
    edge = float(rng.uniform(0.23, 0.29))
    x, y = np.broadcast_arrays(grid.x - grid.aspect / 2, grid.y - 0.5)
    origin = np.stack([x, y, np.zeros_like(x)], -1) @ turn[:, None]  # (frames, height, width, 3)
    ray = turn[:, 2][:, None, None]  # (frames, 1, 1, 3)
    ray = np.where(np.abs(ray) < 1e-6, np.float32(1e-6), ray)
    near = (-np.sign(ray) * edge - origin) / ray
    far = (np.sign(ray) * edge - origin) / ray
    face, enter = near.argmax(-1), near.max(-1)
    hit = (enter < far.min(-1))[..., None]
    at = (origin + enter[..., None] * ray) / edge
    checks = np.floor((at + 1) * 2).astype(np.int64)
    odd = (checks.sum(-1) - np.take_along_axis(checks, face[..., None], -1)[..., 0]) % 2
    inks = rng.permutation(INKS)[:3][face] * np.array([1.0, 0.72], np.float32)[odd][..., None]
    return np.where(hit, inks, picture)


def _ripples(rng: Random, grid: Grid, seconds: Array) -> Array:
    height = np.zeros((len(seconds), grid.height, grid.width), np.float32)
    for _ in range(2):
        middle = rng.uniform(0.1, 0.9) * grid.aspect, rng.uniform(0.1, 0.9)
        away = np.hypot(grid.x - middle[0], grid.y - middle[1])
        waves, pace = rng.uniform(18, 32), rng.uniform(5, 9)
        swell = np.sin(waves * away - pace * over_time(seconds) + rng.uniform(0, 6))
        height += (swell / (1 + 3 * away)).astype(np.float32)
    deep, bright = rng.integers(20, 90, 3), rng.integers(170, 250, 3)
    share = np.clip(height / 2 + 0.5, 0, 1)[..., None]
    picture = (deep + share * (bright - deep)).astype(np.float32)
    x = bounced(rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.3), seconds, 0.1, grid.aspect - 0.1)
    lay(picture, grid.covered(disc(grid, x, 0.5 + 0.04 * np.sin(4 * seconds), 0.09)), INKS[1])
    return picture


def _walker(rng: Random, grid: Grid, seconds: Array) -> Array:
    picture = _backdrop(grid, len(seconds), _pale(rng), _pale(rng) - 60)
    pace, ink = rng.uniform(3.5, 6), rng.permutation(INKS)[0]
    way = rng.choice([-1, 1])
    x = np.mod(rng.uniform(0, grid.aspect) + way * 0.09 * pace * seconds, grid.aspect + 0.16) - 0.08
    phase = pace * seconds
    hip, neck = 0.56 + 0.012 * np.cos(2 * phase), 0.34 + 0.012 * np.cos(2 * phase)
    for swing, shade in ((-1, 0.6), (1, 1.0)):
        _leg(picture, grid, (x, hip), way, phase, swing, ink * shade)
        _arm(picture, grid, (x, neck + 0.03), way, phase, -swing, ink * shade)
    lay(picture, grid.covered(limb(grid, (x, neck), (x, hip), 0.045)), ink)
    lay(picture, grid.covered(disc(grid, x + way * 0.01, neck - 0.09, 0.062)), ink * 0.8)
    return picture


Joint = tuple[Array, Array]


def _leg(
    picture: Array, grid: Grid, hip: Joint, way: int, phase: Array, swing: int, ink: Array
) -> None:
    thigh = way * swing * 0.55 * np.sin(phase)
    shin = thigh - way * 0.5 * (1 + swing * np.cos(phase)) / 2
    _bent(picture, grid, hip, thigh, shin, 0.14, ink)


def _arm(
    picture: Array, grid: Grid, shoulder: Joint, way: int, phase: Array, swing: int, ink: Array
) -> None:
    upper = way * swing * 0.5 * np.sin(phase)
    _bent(picture, grid, shoulder, upper, upper + way * 0.4, 0.1, ink)


def _bent(
    picture: Array, grid: Grid, at: Joint, first: Array, second: Array, reach: float, ink: Array
) -> None:
    """Draw two strokes that meet at a joint; angles are from straight down."""
    x, y = at
    middle = x + reach * np.sin(first), y + reach * np.cos(first)
    end = middle[0] + reach * np.sin(second), middle[1] + reach * np.cos(second)
    lay(picture, grid.covered(limb(grid, at, middle, 0.026)), ink)
    lay(picture, grid.covered(limb(grid, middle, end, 0.024)), ink)


_DRAW: dict[Scene, Callable[[Random, Grid, Array], Array]] = {
    "shapes": _shapes,
    "cube": _cube,
    "ripples": _ripples,
    "walker": _walker,
}
