"""What a prompt asks for: one object or several, of which it may leave anything open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from labs.video_generator.related import MOVES, Look, both_apart, in_relation
from labs.video_generator.scenes import Scene, Thing, placed
from labs.video_generator.thirds import with_third
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
class AskedSeveral:
    """Two objects or three, and how the first two stand: None where each goes its own way."""

    things: tuple[Asked, ...]
    relation: Relation | None
    ground: Ground | None

    def drawn(self, rng: np.random.Generator, aspect: float, *, still: bool = False) -> Scene:  # noqa: ARG002
        """Draw a scene of which the prompt is true."""
        taken = {each.colour for each in self.things if each.colour}
        looks = []
        for thing in self.things:
            look = self._look(rng, thing, taken)
            looks.append(look)
            taken.add(look.colour)
        ground = self.ground or GROUNDS[rng.integers(len(GROUNDS))]
        return Scene(self._placed(rng, looks, aspect), ground, self.relation)

    def _placed(
        self, rng: np.random.Generator, looks: Sequence[Look], aspect: float
    ) -> tuple[Thing, ...]:
        first, second, *others = looks
        if self.relation is None:
            return both_apart(rng, first, second, aspect)
        if others:
            return with_third(rng, self.relation, (first, second, others[0]), aspect)
        return in_relation(rng, self.relation, first, second, aspect)

    def left_open(self) -> tuple[str, ...]:
        """Name what the prompt does not say of one thing or another."""
        return tuple(dict.fromkeys(name for each in self.things for name in each.left_open()))

    def _look(self, rng: np.random.Generator, thing: Asked, taken: Collection[Colour]) -> Look:
        colours = [each for each in COLOURS if each not in taken]
        moves = MOTIONS
        if self.relation:
            moves = MOVES[self.relation] if thing is self.things[0] else ("stays",)
        return Look(
            thing.colour or colours[rng.integers(len(colours))],
            thing.shape or SHAPES[rng.integers(len(SHAPES))],
            thing.motion or moves[rng.integers(len(moves))],
            thing.size,
        )


Wanted = Asked | AskedSeveral
