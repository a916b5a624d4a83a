"""What a prompt asks for: its words one by one, and the object that they tell of."""

import re
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from labs.video_generator.scenes import Scene, Thing, placed
from labs.video_generator.words import (
    COLOURS,
    GROUNDS,
    LONGEST_PROMPT,
    MOTIONS,
    SHAPES,
    SIZES,
    SPOKEN,
    Colour,
    Ground,
    Motion,
    Shape,
    Size,
)

T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class Asked:
    """One object; what the prompt leaves open is None."""

    colour: Colour | None
    shape: Shape
    motion: Motion | None
    size: Size | None
    ground: Ground | None

    def drawn(self, rng: np.random.Generator, aspect: float, *, still: bool) -> Scene:
        """Draw a scene of which the prompt is true."""
        thing: Thing = placed(
            rng,
            self.colour or COLOURS[rng.integers(len(COLOURS))],
            self.shape,
            "stays" if still else self.motion or MOTIONS[rng.integers(len(MOTIONS))],
            self.size or SIZES[rng.integers(len(SIZES))],
            aspect,
        )
        return Scene((thing,), self.ground or GROUNDS[rng.integers(len(GROUNDS))])


def tidied(prompt: str) -> str:
    """Return a prompt's words in lower case, one space between, without stops and commas."""
    return " ".join(re.sub(r"[.,;:!?]+", " ", prompt.lower()).split())


def asked(prompt: str) -> Asked:
    """Read a tidy prompt. Raises: ValueError that names unknown words, or says what is missing."""
    words = prompt.split()
    _refuse_strange(words)
    shapes = [word for word in words if word in SHAPES]
    if len(shapes) != 1:
        said = f"names {', '.join(shapes)}" if shapes else "names no shape"
        raise ValueError(
            f"the prompt {prompt!r} {said}, but this network draws one object; "
            f"name one of {', '.join(SHAPES)}"
        )
    return Asked(
        colour=_only(words, COLOURS, prompt),
        shape=next(each for each in SHAPES if each in words),
        motion=_only(words, MOTIONS, prompt),
        size=_only(words, SIZES, prompt),
        ground=_only(words, GROUNDS, prompt),
    )


def _refuse_strange(words: list[str]) -> None:
    if len(words) > LONGEST_PROMPT:
        raise ValueError(
            f"the prompt has {len(words)} words, but at most {LONGEST_PROMPT} are read; shorten it"
        )
    if strange := list(dict.fromkeys(word for word in words if word not in SPOKEN)):
        named = ", ".join(repr(word[:30]) for word in strange[:5])
        raise ValueError(
            f"the network never learned {named}; it knows {', '.join(SPOKEN)}: use those words"
        )


def _only(words: list[str], known: tuple[T, ...], prompt: str) -> T | None:
    found = [each for each in known if each in words]
    if len(found) > 1:
        raise ValueError(
            f"the prompt {prompt!r} says both {found[0]!r} and {found[1]!r}; choose one"
        )
    return found[0] if found else None
