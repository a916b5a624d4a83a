"""What a prompt asks for: one object or two, of which it may leave anything open."""

from dataclasses import dataclass

import numpy as np

from labs.video_generator.related import MOVES, Look, both_apart, in_relation
from labs.video_generator.scenes import Scene, Thing, placed
from labs.video_generator.words import (
    COLOURS,
    GROUNDS,
    MOTIONS,
    SHAPES,
    SIZES,
    Colour,
    Ground,
    Motion,
    Relation,
    Shape,
    Size,
)


@dataclass(frozen=True)
class Asked:
    """One object; what the prompt leaves open is None."""

    colour: Colour | None
    shape: Shape | None
    motion: Motion | None
    size: Size | None
    ground: Ground | None

    @property
    def things(self) -> tuple["Asked", ...]:
        return (self,)

    @property
    def relation(self) -> Relation | None:
        return None

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


@dataclass(frozen=True)
class AskedPair:
    """Two objects, and how they stand to each other: None where each goes its own way."""

    things: tuple[Asked, Asked]
    relation: Relation | None
    ground: Ground | None

    def drawn(self, rng: np.random.Generator, aspect: float, *, still: bool = False) -> Scene:  # noqa: ARG002
        """Draw a scene of which the prompt is true."""
        first = self._look(rng, self.things[0], other=self.things[1].colour)
        second = self._look(rng, self.things[1], other=first.colour)
        ground = self.ground or GROUNDS[rng.integers(len(GROUNDS))]
        if self.relation is None:
            return Scene(both_apart(rng, first, second, aspect), ground)
        return Scene(in_relation(rng, self.relation, first, second, aspect), ground, self.relation)

    def left_open(self) -> tuple[str, ...]:
        """Name what the prompt does not say of one thing or the other."""
        return tuple(dict.fromkeys(name for each in self.things for name in each.left_open()))

    def _look(self, rng: np.random.Generator, thing: Asked, other: Colour | None) -> Look:
        colours = [each for each in COLOURS if each != other]
        moves = MOTIONS
        if self.relation:
            moves = MOVES[self.relation] if thing is self.things[0] else ("stays",)
        return Look(
            thing.colour or colours[rng.integers(len(colours))],
            thing.shape or SHAPES[rng.integers(len(SHAPES))],
            thing.motion or moves[rng.integers(len(moves))],
            thing.size,
        )


Wanted = Asked | AskedPair
