"""Scenes of three things: one stands beside another, or above it, and a third stands by itself."""

from dataclasses import replace

import numpy as np

from labs.video_generator.related import (
    ACROSS,
    UPON,
    Look,
    in_relation,
    nearest,
    one_or_two,
    related,
)
from labs.video_generator.scenes import Scene, Thing, placed
from labs.video_generator.words import COLOURS, SHAPES, SIZES, Relation, Shape, is_held_out

BESIDE: tuple[Relation, ...] = (*ACROSS, *UPON)
"""How the first may stand to the second: what passes another would have no room for a third."""
ROOM = 1.1
"""The least distance of the third from either, in sums of their radii."""
TRIES = 40
"""After half of so many draws things whose size is open are taken small."""
ROUND_OR_SQUARE: tuple[Shape, ...] = ("circle", "square", "circle", "square", "triangle")
"""Shapes as the first is drawn to learn from: those are lost that differ by their corners alone."""
THREE = 0.75
"""The share of scenes of three; the others are as one learned two."""


def three(
    rng: np.random.Generator,
    aspect: float = 1.0,
    *,
    held_out: bool = False,
    shapes: tuple[Shape, ...] = SHAPES,
) -> Scene:
    """Draw a scene of three things; ``held_out`` and ``shapes`` are said of the first."""
    how = BESIDE[rng.integers(len(BESIDE))]
    pair = related(rng, aspect, relation=how, held_out=held_out, shapes=shapes)
    first, second = (Look(each.colour, each.shape, each.motion) for each in pair.things)
    while True:
        colour, shape = COLOURS[rng.integers(len(COLOURS))], SHAPES[rng.integers(len(SHAPES))]
        if colour not in {first.colour, second.colour} and not is_held_out(colour, shape, "stays"):
            break
    looks = first, second, Look(colour, shape, "stays")
    return Scene(with_third(rng, how, looks, aspect), pair.ground, how)


def with_third(
    rng: np.random.Generator, relation: Relation, looks: tuple[Look, Look, Look], aspect: float
) -> tuple[Thing, Thing, Thing]:
    """Place three things so that the relation holds, and the third as far off as draws bring it."""
    best: tuple[float, tuple[Thing, Thing, Thing]] | None = None
    for tried in range(TRIES):
        if tried == TRIES // 2:
            one, other, last = (replace(each, size=each.size or "small") for each in looks)
            looks = one, other, last
        first, second = in_relation(rng, relation, looks[0], looks[1], aspect)
        look = looks[2]
        size = look.size or SIZES[rng.integers(len(SIZES))]
        third = placed(rng, look.colour, look.shape, look.motion, size, aspect)
        away = min(nearest((each, third), aspect) for each in (first, second))
        if best is None or away > best[0]:
            best = away, (first, second, third)
        if away > ROOM:
            break
    assert best
    return best[1]


def up_to_three(rng: np.random.Generator, aspect: float = 1.0) -> Scene:
    """Draw a scene of one thing, two or three to learn from."""
    some = three if rng.random() < THREE else one_or_two
    return some(rng, aspect, shapes=ROUND_OR_SQUARE)
