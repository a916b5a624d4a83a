"""Scenes of one to three moving shapes: drawn by seed, told in words, rendered on any grid.

Lengths are in picture heights and times in frames, so that a scene goes on for as long as it is
rendered and is the same at every size.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.shared.sprites import Array, Distance, Grid, bounced, disc, lay, square, triangle
from labs.video_generator.words import (
    COLOURS,
    GROUNDS,
    MOTIONS,
    PHRASES,
    SHAPES,
    SIZES,
    Colour,
    Ground,
    Motion,
    Relation,
    Shape,
    Size,
    is_held_out,
    joined,
)

Frames = NDArray[np.uint8]
"""(frames, height, width, 3)."""

INK: dict[Colour, tuple[int, int, int]] = {
    "red": (214, 40, 40),
    "green": (38, 160, 75),
    "blue": (45, 95, 225),
    "yellow": (245, 200, 40),
}
PAPER: dict[Ground, tuple[int, int, int]] = {"dark": (24, 26, 34), "light": (226, 228, 232)}
DISTANCES: dict[Shape, Distance] = {"circle": disc, "square": square, "triangle": triangle}
RADIUS: dict[Size, tuple[float, float]] = {"small": (0.12, 0.14), "big": (0.17, 0.2)}
"""Of the disc that has the shape's area, in picture heights."""
SPEED = (0.024, 0.034)
"""Picture heights a frame."""
PERIOD = (10.0, 14.0)
"""Frames from one bounce, or one round of an orbit, to the next."""
STEPS: dict[Motion, tuple[int, int]] = {
    "left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1),
}  # fmt: skip
WAYS: tuple[Motion, ...] = tuple(STEPS)
"""Straight ones: all that small trainings learn."""
ORBITING = 0.3
"""How often the motion is an orbit, whatever else would be drawn, where more of them are wanted."""
TYPICAL_FRAMES = 16
"""A straight way of so many frames fits into the picture."""


@dataclass(frozen=True)
class Thing:
    """One object: what it looks like, and where it is at every frame."""

    colour: Colour
    shape: Shape
    motion: Motion
    size: Size
    radius: float
    x: float
    y: float
    """Where it starts; for an orbit, its middle; for a bounce, y is the floor."""
    pace: float
    """Picture heights a frame on a straight way, else frames a round."""
    phase: float = 0.0
    """Where in its round it starts, 0 to 1."""
    reach: float = 0.0
    """How far an orbit goes from its middle, or how high a bounce."""

    def way(self, frames: int, aspect: float) -> tuple[Array, Array]:
        """Return its middle at every frame: (frames,) each. At a wall it turns back."""
        time = np.arange(frames, dtype=np.float32)
        here = np.full(frames, self.x, np.float32), np.full(frames, self.y, np.float32)
        if self.motion in STEPS:
            dx, dy = STEPS[self.motion]
            low = self.radius
            return (
                np.asarray(bounced(self.x, dx * self.pace, time, low, aspect - low), np.float32),
                np.asarray(bounced(self.y, dy * self.pace, time, low, 1 - low), np.float32),
            )
        turn = np.asarray(time / self.pace + self.phase, np.float32)
        if self.motion == "bounces":
            through = np.mod(turn, 1)
            return here[0], here[1] - self.reach * 4 * through * (1 - through)
        if self.motion == "orbits":
            angle = 2 * np.pi * turn
            return here[0] + self.reach * np.cos(angle), here[1] + self.reach * np.sin(angle)
        return here

    def covered(self, frames: int, grid: Grid) -> Array:
        """Return how much of each pixel it covers: (frames, height, width), 0 to 1."""
        here = self.way(frames, grid.aspect)
        return grid.covered(DISTANCES[self.shape](grid, *here, self.radius))


@dataclass(frozen=True)
class Scene:
    """Things before a plain background, the first before the others unless it is behind."""

    things: tuple[Thing, ...]
    ground: Ground
    relation: Relation | None = None

    def rendered(self, frames: int, height: int, width: int) -> Frames:
        """Draw the clip: (frames, height, width, 3)."""
        grid = Grid(height, width)
        picture = np.empty((frames, height, width, 3), np.float32)
        picture[:] = PAPER[self.ground]
        for thing in self.things if self.relation == "behind" else reversed(self.things):
            lay(picture, thing.covered(frames, grid), INK[thing.colour])
        return np.rint(picture).astype(np.uint8)


def drawn(
    rng: np.random.Generator,
    aspect: float = 1.0,
    *,
    held_out: bool | None = False,
    motion: Motion | None = None,
    size: Size | None = None,
) -> Thing:
    """Draw one thing alone; ``held_out`` None draws of all combinations."""
    while True:
        colour, shape = COLOURS[rng.integers(len(COLOURS))], SHAPES[rng.integers(len(SHAPES))]
        moves = motion or MOTIONS[rng.integers(len(MOTIONS))]
        if held_out is None or is_held_out(colour, shape, moves) == held_out:
            likely = size or SIZES[rng.integers(len(SIZES))]
            return placed(rng, colour, shape, moves, likely, aspect)


def placed(
    rng: np.random.Generator,
    colour: Colour,
    shape: Shape,
    motion: Motion,
    size: Size,
    aspect: float = 1.0,
) -> Thing:
    """Put a thing where its motion has room for a typical clip."""
    radius = rng.uniform(*RADIUS[size])
    x, y = rng.uniform(radius, aspect - radius), rng.uniform(radius, 1 - radius)
    pace, phase, reach = rng.uniform(*PERIOD), rng.uniform(0, 1), 0.0
    if motion in STEPS:
        pace = rng.uniform(*SPEED)
        dx, dy = STEPS[motion]
        x = _start(rng, dx * pace, radius, aspect) if dx else x
        y = _start(rng, dy * pace, radius, 1.0) if dy else y
    elif motion == "bounces":
        y, reach = 1 - radius - rng.uniform(0, 0.06), rng.uniform(0.38, 0.52)
    elif motion == "orbits":
        reach = min(rng.uniform(0.2, 0.28), min(aspect, 1.0) / 2 - radius)
        x, y = (rng.uniform(side / 2 - 0.06, side / 2 + 0.06) for side in (aspect, 1.0))
    return Thing(colour, shape, motion, size, radius, x, y, pace, phase, reach)


def _start(rng: np.random.Generator, speed: float, radius: float, room: float) -> float:
    """Return where a straight way of a typical clip starts so that it ends inside."""
    travel = min(abs(speed) * (TYPICAL_FRAMES - 1), room - 2 * radius)
    low = radius if speed > 0 else radius + travel
    return low + rng.uniform(0, max(0.0, room - 2 * radius - travel))


def alone(rng: np.random.Generator, aspect: float = 1.0, *, held_out: bool | None = False) -> Scene:
    """Draw a scene of one thing."""
    ground = GROUNDS[rng.integers(len(GROUNDS))]
    return Scene((drawn(rng, aspect, held_out=held_out),), ground)


def with_more_orbits(rng: np.random.Generator, aspect: float = 1.0) -> Scene:
    """Draw a scene of one thing, which orbits more often than its turn: shapes are lost there."""
    motion: Motion | None = "orbits" if rng.random() < ORBITING else None
    ground = GROUNDS[rng.integers(len(GROUNDS))]
    return Scene((drawn(rng, aspect, motion=motion),), ground)


def simple(rng: np.random.Generator, aspect: float = 1.0) -> Scene:
    """Draw one thing that moves straight, big, on a dark background."""
    way = WAYS[rng.integers(len(WAYS))]
    return Scene((drawn(rng, aspect, motion=way, held_out=None, size="big"),), "dark")


def caption(rng: np.random.Generator, scene: Scene, *, still: bool = False) -> str:
    """Tell a scene: motions unless it is a picture, and what is not as usual.

    Usual is a big thing on a dark background, of which half of the captions say so: a prompt that
    says nothing of either asks for that. What passes behind or before another is usually small.
    """
    passes = scene.relation in {"behind", "before"}
    told = [
        _told(
            rng,
            thing,
            still=still or (place > 0 and scene.relation is not None),
            usual="small" if passes and place == 0 else "big",
        )
        for place, thing in enumerate(scene.things)
    ]
    unusual = scene.ground == "light" or rng.random() < 0.5
    behind = f" on a {scene.ground} background" if unusual else ""
    return ("a picture of " if still else "") + joined(told, scene.relation) + behind


def _told(rng: np.random.Generator, thing: Thing, *, still: bool, usual: Size) -> str:
    size = f"{thing.size} " if thing.size != usual or rng.random() < 0.5 else ""
    moves = "" if still else f" {PHRASES[thing.motion]}"
    return f"a {size}{thing.colour} {thing.shape}{moves}"
