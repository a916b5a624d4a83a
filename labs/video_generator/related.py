"""Scenes of two things: side by side, one above the other, one behind the other, or each by itself.

In a relation the second thing stays where it is, and is told without a motion. What goes behind or
before it is small and passes its middle, so that it is hidden, or hides, and comes out again.
"""

from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from labs.video_generator.scenes import (
    RADIUS,
    TYPICAL_FRAMES,
    Scene,
    Thing,
    drawn,
    placed,
    with_more_orbits,
)
from labs.video_generator.words import (
    COLOURS,
    GROUNDS,
    RELATIONS,
    SHAPES,
    SIZES,
    Colour,
    Motion,
    Relation,
    Shape,
    Size,
    is_held_out,
)

ACROSS: tuple[Relation, ...] = ("left of", "right of")
UPON: tuple[Relation, ...] = ("above", "below")
DEPTH: tuple[Relation, ...] = ("behind", "before")
MOVES: dict[Relation, tuple[Motion, ...]] = {
    **dict.fromkeys(ACROSS, ("stays", "up", "down", "bounces")),
    **dict.fromkeys(UPON, ("stays", "left", "right")),
    **dict.fromkeys(DEPTH, ("left", "right", "up", "down")),
}
"""How the first thing may move so that the relation holds in every frame, or comes about."""
GAP = 0.06
"""The least room between two things, in picture heights."""
APART = 0.9
"""Of the sum of two radii: how near each other things come that have nothing to do with another."""
NARROW = 0.9
"""In a picture less wide than this nothing has room to pass sideways."""
TRIES = 20
"""After so many draws two things are taken small, so that they fit side by side."""


@dataclass(frozen=True)
class Look:
    """One thing before it has a place; what has no size may have either."""

    colour: Colour
    shape: Shape
    motion: Motion
    size: Size | None = None


def placed_both(
    rng: np.random.Generator, looks: tuple[Look, Look], aspect: float, *, small: bool = False
) -> tuple[Thing, Thing]:
    """Place two things, wherever the other is; ``small`` is said of those that may be either."""
    sizes: list[Size] = [
        look.size or ("small" if small else SIZES[rng.integers(len(SIZES))]) for look in looks
    ]
    one, other = (
        placed(rng, look.colour, look.shape, look.motion, size, aspect)
        for look, size in zip(looks, sizes, strict=True)
    )
    return one, other


def related(
    rng: np.random.Generator,
    aspect: float = 1.0,
    *,
    relation: Relation | None = None,
    held_out: bool = False,
    shapes: tuple[Shape, ...] = SHAPES,
) -> Scene:
    """Draw a scene of two things in a relation; ``held_out`` and ``shapes`` are of the first."""
    how = relation or RELATIONS[rng.integers(len(RELATIONS))]
    moves = [m for m in MOVES[how] if how not in DEPTH or aspect > NARROW or m in {"up", "down"}]
    while True:
        motion = moves[rng.integers(len(moves))]
        colour, shape = COLOURS[rng.integers(len(COLOURS))], shapes[rng.integers(len(shapes))]
        if is_held_out(colour, shape, motion) == held_out:
            break
    while True:
        its, form = COLOURS[rng.integers(len(COLOURS))], SHAPES[rng.integers(len(SHAPES))]
        if its != colour and not is_held_out(its, form, "stays"):
            break
    ground = GROUNDS[rng.integers(len(GROUNDS))]
    first, second = Look(colour, shape, motion), Look(its, form, "stays")
    return Scene(in_relation(rng, how, first, second, aspect), ground, how)


def in_relation(
    rng: np.random.Generator, relation: Relation, first: Look, second: Look, aspect: float
) -> tuple[Thing, Thing]:
    """Place two things so that the relation holds, or comes about."""
    if relation in DEPTH:
        return _passing(rng, first, second, aspect)
    return _beside(rng, relation, first, second, aspect)


def _beside(
    rng: np.random.Generator, relation: Relation, first: Look, second: Look, aspect: float
) -> tuple[Thing, Thing]:
    """Put two things where there is room for both along one axis."""
    room = aspect if relation in ACROSS else 1.0
    for tried in count():
        things = placed_both(rng, (first, second), aspect, small=tried >= TRIES)
        spare = room - 2 * (things[0].radius + things[1].radius) - GAP
        if spare > 0:
            break
    ahead = relation in {"left of", "above"}
    low, high = things if ahead else things[::-1]
    before, between, _ = rng.dirichlet((1, 1, 1)) * spare
    start = low.radius + before
    end = start + low.radius + GAP + between + high.radius
    axis = "x" if relation in ACROSS else "y"
    low, high = replace(low, **{axis: start}), replace(high, **{axis: end})
    return (low, high) if ahead else (high, low)


def _passing(
    rng: np.random.Generator, first: Look, second: Look, aspect: float
) -> tuple[Thing, Thing]:
    """Let a small thing pass the middle of a big one, from one side to the other."""
    small, big = rng.uniform(*RADIUS["small"]), rng.uniform(*RADIUS["big"])
    x, y = (side / 2 + rng.uniform(-0.04, 0.04) for side in (aspect, 1.0))
    stays = Thing(second.colour, second.shape, "stays", "big", big, x, y, 1.0)
    sideways = first.motion in {"left", "right"}
    middle, side = (x, aspect) if sideways else (y, 1.0)
    sign = 1 if first.motion in {"right", "down"} else -1
    least, most = small + big + GAP / 2, side / 2 - small
    away = min(rng.uniform(least, least + GAP), most)
    start = float(np.clip(middle - sign * away, small, side - small))
    end = float(np.clip(middle + sign * away, small, side - small))
    aside = rng.uniform(-0.03, 0.03)
    here = (start, y + aside) if sideways else (x + aside, start)
    pace = abs(end - start) / (TYPICAL_FRAMES - 1)
    return Thing(first.colour, first.shape, first.motion, "small", small, *here, pace), stays


def apart(rng: np.random.Generator, aspect: float = 1.0) -> Scene:
    """Draw two things that each go their own way, and never hide each other by much."""
    while True:
        one, other = drawn(rng, aspect), drawn(rng, aspect)
        if one.colour != other.colour and nearest((one, other), aspect) > APART:
            return Scene((one, other), GROUNDS[rng.integers(len(GROUNDS))])


def both_apart(
    rng: np.random.Generator, first: Look, second: Look, aspect: float
) -> tuple[Thing, Thing]:
    """Place two things that each go their own way, as far apart as some draws bring them."""
    pairs = (placed_both(rng, (first, second), aspect) for _ in range(TRIES))
    return max(pairs, key=lambda pair: nearest(pair, aspect))


def nearest(things: tuple[Thing, Thing], aspect: float) -> float:
    """Return how near two things come in a typical clip, in sums of their radii."""
    one, other = things
    ways = (np.stack(each.way(TYPICAL_FRAMES, aspect)) for each in things)
    away = np.hypot(*np.subtract(*ways))
    return float(away.min()) / (one.radius + other.radius)


ALONE, RELATED = 0.15, 0.8
"""The shares of scenes of one thing and of a relation; the others are of two things apart."""


def one_or_two(
    rng: np.random.Generator, aspect: float = 1.0, *, shapes: tuple[Shape, ...] = SHAPES
) -> Scene:
    """Draw a scene of one thing or two; ``shapes`` are of the first in a relation."""
    kind = rng.random()
    if kind < ALONE:
        return with_more_orbits(rng, aspect)
    return related(rng, aspect, shapes=shapes) if kind < ALONE + RELATED else apart(rng, aspect)
