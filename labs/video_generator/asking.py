"""A prompt's words, one by one: which are known, and what they ask for."""

import re
from collections.abc import Collection, Sequence
from typing import TypeVar

from labs.video_generator.related import DEPTH, MOVES
from labs.video_generator.thirds import BESIDE
from labs.video_generator.wanted import Asked, AskedSeveral, Wanted
from labs.video_generator.words import (
    COLOURS,
    GROUNDS,
    LONGEST_PROMPT,
    MOTIONS,
    PHRASES,
    RELATIONS,
    SHAPES,
    SIZES,
    VOCABULARY,
    Relation,
    between,
)

T = TypeVar("T", bound=str)
Joints = Sequence[tuple[int, str]]
"""What stands between two objects each, with its place."""
MOST = 3
"""Objects of a prompt."""
COUNTED = {2: "two", 3: "three"}


def tidied(prompt: str) -> str:
    """Return a prompt's words in lower case, one space between, without stops and commas."""
    return " ".join(re.sub(r"[.,;:!?]+", " ", prompt.lower()).split())


def asked(prompt: str) -> Wanted:
    """Read a tidy prompt. Raises: ValueError that names unknown words, or says what is missing."""
    words = prompt.split()
    known = ", ".join(VOCABULARY)
    refuse_strange(words, VOCABULARY, f"the network never learned {{}}; it knows {known}")
    shapes = [word for word in words if word in SHAPES]
    joints = list(between(words))
    if len(shapes) == 1 and not joints:
        return parts_of(words, prompt)
    if 1 < len(shapes) <= MOST and len(joints) == len(shapes) - 1:
        return _several_of(words, joints, prompt)
    raise ValueError(_miscounted(prompt, shapes, [said for _, said in joints]))


def asked_one(prompt: str) -> Asked:
    """Read a tidy prompt of one object. Raises: ValueError, as above, and for several objects."""
    found = asked(prompt)
    if isinstance(found, AskedSeveral):
        raise ValueError(f"the prompt {prompt!r} names several objects; name one")
    return found


def _miscounted(prompt: str, shapes: Sequence[str], joints: Sequence[str]) -> str:
    how = said_or("and", *RELATIONS)
    if not shapes:
        return f"the prompt {prompt!r} names no shape; name one of {', '.join(SHAPES)}"
    if len(shapes) > MOST:
        named = f"names {', '.join(shapes)}"
        return f"the prompt {prompt!r} {named}, but at most {COUNTED[MOST]} are drawn; name fewer"
    if len(shapes) == 1:
        return (
            f"the prompt {prompt!r} says {joints[0]!r}, but names one object; name the other, too"
        )
    count = COUNTED[len(shapes)]
    if len(joints) < len(shapes) - 1:
        return (
            f"the prompt {prompt!r} names {count} objects, but not how they stand; say {how} "
            "between"
        )
    said = " and ".join(map(repr, joints))
    return f"the prompt {prompt!r} says {said} of {count} objects; say one of them between each two"


def said_or(*words: str) -> str:
    """Say between which words one may choose."""
    return f"{', '.join(map(repr, words[:-1]))} or {words[-1]!r}"


def _several_of(words: Sequence[str], joints: Joints, prompt: str) -> AskedSeveral:
    """Read two or three objects. Raises: ValueError for what was not learned of them."""
    begins = [0, *(place + len(said.split()) for place, said in joints)]
    ends = [*(place for place, _ in joints), len(words)]
    parts = [words[begin:end] for begin, end in zip(begins, ends, strict=True)]
    if any(not set(part) & set(SHAPES) for part in parts):
        raise ValueError(
            f"the prompt {prompt!r} says {joints[0][1]!r} beside its objects; say it between two"
        )
    things = tuple(parts_of(part, prompt) for part in parts)
    said = [word for _, word in joints]
    relation = next((each for each in RELATIONS if each == said[0]), None)
    colours = [each.colour for each in things if each.colour]
    if twice := next((each for each in colours if colours.count(each) > 1), None):
        raise ValueError(
            f"two objects of {prompt!r} are {twice}, and the checker tells objects apart by "
            "their colours; give each its own"
        )
    if len(things) > 2:
        _refuse_thirds(said, prompt)
    if relation:
        _refuse_unlearned(things, relation, prompt)
    ground = _only(words, GROUNDS, prompt)
    return AskedSeveral(things, relation, ground)


def _refuse_thirds(said: Sequence[str], prompt: str) -> None:
    if said[0] not in BESIDE:
        raise ValueError(
            f"the prompt {prompt!r} says {said[0]!r} of the first two of three objects, but three "
            f"were learned of which one is {said_or(*BESIDE)} another; say one of those"
        )
    if said[1] != "and":
        raise ValueError(
            f"the prompt {prompt!r} says {said[1]!r} of the third object, but a third stands by "
            "itself; say 'and' before it"
        )


def _refuse_unlearned(things: Sequence[Asked], relation: Relation, prompt: str) -> None:
    first, *others = things
    moves = ", ".join(PHRASES[each] for each in MOVES[relation])
    if first.motion and first.motion not in MOVES[relation]:
        raise ValueError(
            f"the first object of {prompt!r} {PHRASES[first.motion]}, but {relation!r} was learned "
            f"with {moves}; say one of those"
        )
    for which, each in zip(("second", "third"), others, strict=False):
        if each.motion and each.motion != "stays":
            raise ValueError(
                f"the {which} object of {prompt!r} {PHRASES[each.motion]}, but where one is "
                f"{relation} another, all others stay still in what was learned; leave its motion "
                "out"
            )
    if relation in DEPTH and first.size == "big":
        raise ValueError(
            f"the first object of {prompt!r} is big, but what passes {relation} another was "
            "learned small; leave its size out"
        )


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
