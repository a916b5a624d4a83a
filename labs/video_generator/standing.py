"""Judges what was read of a clip: the things asked for, and how they stand to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from labs.shared.sprites import Array
from labs.video_generator.reading import Read, read, usual
from labs.video_generator.scenes import Frames, Scene, Thing
from labs.video_generator.wanted import Asked, Wanted
from labs.video_generator.words import Relation

ASIDE = 0.1
"""Picture heights between two middles, at least, for one to be left of, or above, the other."""
HIDDEN = 0.15
"""How much more of one thing is hidden at some time than of the other, if it is behind."""
MOSTLY = 0.5
"""How much of a thing is hidden at some time, if it is to have come back."""


@dataclass(frozen=True)
class Verdict:
    """What is right in a clip, and what was found of the things asked for: None if it is not there.

    What an ask leaves open is right where a thing is there.
    """

    colour: bool
    shape: bool
    direction: bool
    relation: bool | None
    """None where none was asked for."""
    found: tuple[Read | None, ...]

    @property
    def right(self) -> bool:
        return self.colour and self.shape and self.direction and self.relation is not False


def verdict(ask: Wanted | Scene, frames: Frames) -> Verdict:
    """Hold a clip against a prompt, or the scene that it tells of; one frame shows no motion."""
    things: tuple[Asked | Thing, ...] = ask.things
    still = len(frames) == 1
    reads = read(frames, several=len(things) > 1)
    found = _matched(ask, reads) if len(things) > 1 else (reads[0] if reads else None,)
    pairs = list(zip(things, found, strict=True))
    return Verdict(
        colour=all(seen and thing.colour in {None, seen.colour} for thing, seen in pairs),
        shape=all(seen and thing.shape in {None, seen.shape} for thing, seen in pairs),
        direction=all(
            seen and (still or thing.motion in {None, seen.motion}) for thing, seen in pairs
        ),
        relation=_stand(ask, found),
        found=found,
    )


def _matched(ask: Wanted | Scene, reads: Sequence[Read]) -> tuple[Read | None, ...]:
    """Find each thing among as many that are seen most: by its colour, where that was asked for.

    What has no colour is the one that is most as asked, so that nothing is wrong by its name alone.
    """
    seen: list[Read | None] = [*reads[: len(ask.things)]]
    seen += [None] * (len(ask.things) - len(seen))
    return max(
        (_named(ask.things, each) for each in permutations(seen)),
        key=lambda found: _agreement(ask, found),
    )


def _named(
    things: Sequence[Asked | Thing], found: Sequence[Read | None]
) -> tuple[Read | None, ...]:
    """Leave out what has another colour than was asked for."""
    return tuple(
        each if each and thing.colour in {None, each.colour} else None
        for thing, each in zip(things, found, strict=True)
    )


def _agreement(ask: Wanted | Scene, found: Sequence[Read | None]) -> tuple[int, int]:
    """Return how many things are there, and how much of them is as asked."""
    things: tuple[Asked | Thing, ...] = ask.things
    there, alike = 0, int(_stand(ask, found) is True)
    for thing, each in zip(things, found, strict=True):
        if each:
            there += 1
            alike += thing.shape in {None, each.shape}
            alike += thing.motion in {None, each.motion}
    return there, alike


def _stand(ask: Wanted | Scene, found: Sequence[Read | None]) -> bool | None:
    """Say whether the first two stand as asked: None where nothing was asked."""
    if ask.relation is None:
        return None
    first, second = found[:2]
    return first is not None and second is not None and holds(ask.relation, first, second)


def holds(relation: Relation, first: Read, second: Read) -> bool:
    """Say whether one thing stands to the other so, in every frame where both are seen."""
    match relation:
        case "left of" | "right of":
            return _all_beyond((second.x - first.x) * (1 if relation == "left of" else -1))
        case "above" | "below":
            return _all_beyond((second.y - first.y) * (1 if relation == "above" else -1))
        case _:
            more = hidden(first) - hidden(second)
            return more > HIDDEN if relation == "behind" else -more > HIDDEN


def _all_beyond(away: Array) -> bool:
    together = away[~np.isnan(away)]
    return bool(len(together) and (together > ASIDE).all())


def hidden(thing: Read) -> float:
    """Return the share of a thing that is hidden when least is seen of it, 0 to 1."""
    return 1 - float(thing.area.min()) / usual(thing.area)


def came_back(scene: Scene, frames: Frames) -> bool:
    """Say whether the first thing was hidden, and was after it what it was before."""
    thing = scene.things[0]
    whole = next((each for each in read(frames, several=True) if each.colour == thing.colour), None)
    if whole is None or hidden(whole) < MOSTLY:
        return False
    least = int(whole.area.argmin())
    return all(
        any(
            (each.colour, each.shape) == (thing.colour, thing.shape)
            for each in read(part, several=True)
        )
        for part in (frames[:least], frames[least + 1 :])
        if len(part)
    )
