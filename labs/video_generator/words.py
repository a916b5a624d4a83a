"""The words that a prompt may use, what they mean, and which of them are together held out."""

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

Colour = Literal["red", "green", "blue", "yellow"]
Shape = Literal["circle", "square", "triangle"]
Motion = Literal["left", "right", "up", "down", "bounces", "orbits", "stays"]
Size = Literal["small", "big"]
Ground = Literal["dark", "light"]
Relation = Literal["left of", "right of", "above", "below", "behind", "before"]

COLOURS: tuple[Colour, ...] = get_args(Colour)
SHAPES: tuple[Shape, ...] = get_args(Shape)
MOTIONS: tuple[Motion, ...] = get_args(Motion)
SIZES: tuple[Size, ...] = get_args(Size)
GROUNDS: tuple[Ground, ...] = get_args(Ground)
RELATIONS: tuple[Relation, ...] = get_args(Relation)

PHRASES: dict[Motion, str] = {
    "left": "moves left",
    "right": "moves right",
    "up": "moves up",
    "down": "moves down",
    "bounces": "bounces",
    "orbits": "orbits",
    "stays": "stays still",
}
"""How each motion is said in a caption."""

VOCABULARY: tuple[str, ...] = (
    "a", "picture", "of", "and", "on", "background", "moves", "left", "right", "up", "down",
    "bounces", "orbits", "stays", "still", "above", "below", "behind", "before",
    *SIZES, *GROUNDS, *COLOURS, *SHAPES,
)  # fmt: skip
"""All that the text encoder has a number for; in this order, since the numbers are learned."""
BETWEEN = {"and", "above", "below", "behind", "before"}
"""Words that captions of one object have no use for."""
OF_ONE: tuple[str, ...] = tuple(word for word in VOCABULARY if word not in BETWEEN)
"""All that the prompt enhancer writes."""
LONGEST_PROMPT = 24
"""Words."""


def between(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Find what stands between two objects: "and", or a relation; with its place."""
    for place, word in enumerate(words):
        said = " ".join(words[place : place + 2]) if word in {"left", "right"} else word
        if said in {"and", *RELATIONS}:
            yield place, said


def joined(things: Sequence[str], relation: Relation | None) -> str:
    """Say things in a row: between the first two how they stand, before the others "and"."""
    said = [things[0]]
    for place, each in enumerate(things[1:]):
        said += [relation if relation and place == 0 else "and", each]
    return " ".join(said)


def is_held_out(colour: Colour, shape: Shape, motion: Motion) -> bool:
    """Say whether no training draws this combination: one in seven; every pair is drawn."""
    places = COLOURS.index(colour) + 2 * SHAPES.index(shape) + MOTIONS.index(motion)
    return places % len(MOTIONS) == 0
