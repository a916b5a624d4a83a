"""What a prompt asks for: its words one by one, and the object that they tell of."""

import re
from collections.abc import Collection, Sequence
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
    shape: Shape | None
    motion: Motion | None
    size: Size | None
    ground: Ground | None

    def drawn(self, rng: np.random.Generator, aspect: float, *, still: bool) -> Scene:
        """Draw a scene of which the prompt is true."""
        thing: Thing = placed(
            rng,
            self.colour or COLOURS[rng.integers(len(COLOURS))],
            self.shape or SHAPES[rng.integers(len(SHAPES))],
            "stays" if still else self.motion or MOTIONS[rng.integers(len(MOTIONS))],
            self.size or SIZES[rng.integers(len(SIZES))],
            aspect,
        )
        return Scene((thing,), self.ground or GROUNDS[rng.integers(len(GROUNDS))])

    def left_open(self) -> tuple[str, ...]:
        """Name what the prompt does not say."""
        return tuple(name for name, said in self._parts().items() if said is None)

    def kept_by(self, other: "Asked", *, still: bool) -> bool:
        """Say whether another prompt says all that this one says; of a picture, no motion."""
        parts, spared = other._parts(), {"motion"} if still else set()
        return all(
            said in {None, parts[name]}
            for name, said in self._parts().items()
            if name not in spared
        )

    def _parts(self) -> dict[str, str | None]:
        return {
            "size": self.size,
            "colour": self.colour,
            "shape": self.shape,
            "motion": self.motion,
            "background": self.ground,
        }


def tidied(prompt: str) -> str:
    """Return a prompt's words in lower case, one space between, without stops and commas."""
    return " ".join(re.sub(r"[.,;:!?]+", " ", prompt.lower()).split())


def asked(prompt: str) -> Asked:
    """Read a tidy prompt. Raises: ValueError that names unknown words, or says what is missing."""
    words = prompt.split()
    refuse_strange(words, SPOKEN, f"the network never learned {{}}; it knows {', '.join(SPOKEN)}")
    shapes = [word for word in words if word in SHAPES]
    if len(shapes) != 1:
        said = f"names {', '.join(shapes)}" if shapes else "names no shape"
        raise ValueError(
            f"the prompt {prompt!r} {said}, but this network draws one object; "
            f"name one of {', '.join(SHAPES)}"
        )
    return parts_of(words, prompt)


def parts_of(words: Collection[str], prompt: str) -> Asked:
    """Find what words say of an object. Raises: ValueError where two say the opposite."""
    return Asked(
        colour=_only(words, COLOURS, prompt),
        shape=_only(words, SHAPES, prompt),
        motion=_only(words, MOTIONS, prompt),
        size=_only(words, SIZES, prompt),
        ground=_only(words, GROUNDS, prompt),
    )


def refuse_strange(words: Sequence[str], known: Collection[str], refusal: str) -> None:
    """Refuse too many words, and unknown ones by name, in a sentence that has a place for them."""
    if len(words) > LONGEST_PROMPT:
        raise ValueError(
            f"the prompt has {len(words)} words, but at most {LONGEST_PROMPT} are read; shorten it"
        )
    if strange := list(dict.fromkeys(word for word in words if word not in known)):
        named = ", ".join(repr(word[:30]) for word in strange[:5])
        raise ValueError(f"{refusal.format(named)}: use those words")


def _only(words: Collection[str], known: tuple[T, ...], prompt: str) -> T | None:
    found = [each for each in known if each in words]
    if len(found) > 1:
        raise ValueError(
            f"the prompt {prompt!r} says both {found[0]!r} and {found[1]!r}; choose one"
        )
    return found[0] if found else None
