"""The checker: reads from frames alone what there is, where, and how it moves.

It knows the colours and the shapes, never the prompt. A shape is the one whose template of equal
area covers the seen pixels best, over all frames: a bounding box reads generated clips wrongly.
"""

from dataclasses import dataclass

import numpy as np

from labs.shared.sprites import Array, Grid
from labs.video_generator.scenes import DISTANCES, INK, PAPER, Frames
from labs.video_generator.words import COLOURS, GROUNDS, SHAPES, Colour, Ground, Motion, Shape

LEAST_PIXELS = 5.0
"""Of one colour, in a frame where its object is there."""
LEAST_FRAMES = 3
STILL = 0.07
"""Picture heights: what moves less stays."""
ROUND = 0.55
"""The least share that the narrower side of an orbit is of the wider."""
TURNED = 0.2
WHOLE = 0.85
"""The share of its usual pixels that a thing shows where nothing hides it."""


@dataclass(frozen=True)
class Read:
    """One object, as the frames show it."""

    colour: Colour
    shape: Shape
    motion: Motion | None
    """None if it moves in no way that a prompt can ask for."""
    x: Array
    y: Array
    """Its middle at every frame where it is seen, in picture heights: NaN elsewhere."""
    seen: float
    """The share of frames in which it is seen."""
    fit: float
    """How well its shape's template covers it, 0 to 1."""
    area: Array
    """Pixels of it at every frame, (frames,)."""


def ground_of(frames: Frames) -> Ground:
    """Return the background that most pixels are nearest to."""
    middle = np.median(frames.reshape(-1, 3), axis=0)
    away = [float(np.abs(middle - PAPER[each]).sum()) for each in GROUNDS]
    return GROUNDS[int(np.argmin(away))]


def covered(frames: Frames) -> dict[Colour, Array]:
    """Return how much of each pixel each colour covers: (frames, height, width) each, 0 to 1.

    A pixel at an edge mixes an object's colour with the background's; its share is how far it is on
    the way from one to the other, counted for the colour whose way it is nearest to.
    """
    paper = np.asarray(PAPER[ground_of(frames)], np.float32)
    pixels = frames.astype(np.float32) - paper
    shares, misses = [], []
    for colour in COLOURS:
        way = np.asarray(INK[colour], np.float32) - paper
        share = np.clip(pixels @ way / (way @ way), 0, 1.0)
        shares.append(share)
        misses.append(np.linalg.norm(pixels - share[..., None] * way, axis=-1))
    nearest = np.argmin(misses, axis=0)
    faint = 0.25
    return {
        colour: np.where((nearest == place) & (shares[place] > faint), shares[place], 0)
        for place, colour in enumerate(COLOURS)
    }


def read(frames: Frames, *, several: bool = False) -> list[Read]:
    """Read every object, one a colour, those seen most first.

    Where there are ``several``, one may hide another: shape and motion are then read from the
    frames in which a thing is whole.
    """
    found = [
        each
        for colour, cover in covered(frames).items()
        if (each := _object(colour, cover, hides=several)) is not None
    ]
    return sorted(found, key=lambda each: -each.seen * each.fit)


def _object(colour: Colour, cover: Array, *, hides: bool) -> Read | None:
    mass = cover.sum((1, 2))
    there = mass >= LEAST_PIXELS * cover.shape[1] * cover.shape[2] / 1024
    if there.mean() < 0.25:
        return None
    grid = Grid(*cover.shape[1:])
    weight = np.where(there, mass, np.nan)
    x, y = (cover * grid.x).sum((1, 2)) / weight, (cover * grid.y).sum((1, 2)) / weight
    read = there & (mass >= WHOLE * usual(mass)) if hides else there
    shape, fit = _shape(cover[read], grid, x[read], y[read], mass[read])
    motion = motion_of(x[read], y[read]) if len(cover) > 1 else "stays"
    return Read(colour, shape, motion, x, y, float(there.mean()), fit, mass)


def usual(mass: Array) -> float:
    """Return the pixels of a thing that is whole in a fifth of the frames, or more."""
    return float(np.quantile(mass, 0.8))


def _shape(cover: Array, grid: Grid, x: Array, y: Array, mass: Array) -> tuple[Shape, float]:
    """Return the shape whose template of equal area, at the same middle, overlaps most."""
    radius = float(np.sqrt(np.median(mass) / np.pi)) / grid.height
    fits = []
    for shape in SHAPES:
        template = grid.covered(DISTANCES[shape](grid, x, y, radius))
        both = np.minimum(template, cover).sum((1, 2))
        either = np.maximum(template, cover).sum((1, 2))
        fits.append(float(np.median(both / either)))
    best = int(np.argmax(fits))
    return SHAPES[best], fits[best]


def motion_of(x: Array, y: Array) -> Motion | None:
    """Name the motion of a middle over time (frames,), NaN where it was not seen."""
    seen = ~np.isnan(x)
    x, y = x[seen], y[seen]
    if len(x) < LEAST_FRAMES:
        return None
    wide, high = float(np.ptp(x)), float(np.ptp(y))
    if max(wide, high) < STILL:
        return "stays"
    if min(wide, high) > ROUND * max(wide, high):
        return "orbits"
    along, reach = (x, wide) if wide > high else (y, high)
    if _turns(along, reach):
        return "bounces" if wide < high else None
    ahead = along[-1] > along[0]
    if wide > high:
        return "right" if ahead else "left"
    return "down" if ahead else "up"


def _turns(along: Array, reach: float) -> bool:
    """Say whether a way goes back by more than a fifth of what it spans."""
    forth = np.maximum.accumulate(along) - along, along - np.minimum.accumulate(along)
    return min(float(each.max()) for each in forth) > TURNED * reach
