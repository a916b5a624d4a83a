"""A prompt's words, one by one: which are known, and what they ask for."""

import re
from collections.abc import Collection, Sequence
from typing import TypeVar

from labs.video_generator.related import DEPTH, MOVES
from labs.video_generator.wanted import Asked, AskedPair, Wanted
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
    if len(shapes) == 2 and len(joints) == 1:
        return _pair_of(words, *joints[0], prompt)
    raise ValueError(_miscounted(prompt, shapes, [said for _, said in joints]))


def asked_one(prompt: str) -> Asked:
    """Read a tidy prompt of one object. Raises: ValueError, as above, and for two objects."""
    found = asked(prompt)
    if isinstance(found, AskedPair):
        raise ValueError(f"the prompt {prompt!r} names two objects; name one")
    return found


def _miscounted(prompt: str, shapes: Sequence[str], joints: Sequence[str]) -> str:
    how = f"{', '.join(repr(each) for each in ('and', *RELATIONS[:-1]))} or {RELATIONS[-1]!r}"
    if not shapes:
        return f"the prompt {prompt!r} names no shape; name one of {', '.join(SHAPES)}"
    if len(shapes) > 2:
        named = f"names {', '.join(shapes)}"
        return f"the prompt {prompt!r} {named}, but this network draws one object or two; name two"
    if len(shapes) == 1:
        return (
            f"the prompt {prompt!r} says {joints[0]!r}, but names one object; name the other, too"
        )
    if not joints:
        return f"the prompt {prompt!r} names two objects, but not how they stand; say {how} between"
    said = " and ".join(map(repr, joints))
    return f"the prompt {prompt!r} says {said} of two objects; say one of them, between the two"


def _pair_of(words: Sequence[str], place: int, said: str, prompt: str) -> AskedPair:
    """Read two objects. Raises: ValueError for what the network did not learn of two."""
    one, other = words[:place], words[place + len(said.split()) :]
    if not (set(one) & set(SHAPES) and set(other) & set(SHAPES)):
        raise ValueError(
            f"the prompt {prompt!r} says {said!r} beside two objects; say it between the two"
        )
    first, second = parts_of(one, prompt), parts_of(other, prompt)
    relation = next((each for each in RELATIONS if each == said), None)
    if first.colour == second.colour is not None:
        raise ValueError(
            f"both objects of {prompt!r} are {first.colour}, and the checker tells two apart by "
            "their colours; give them two"
        )
    if relation:
        _refuse_unlearned(first, second, relation, prompt)
    ground = _only(words, GROUNDS, prompt)
    return AskedPair((first, second), relation, ground)


def _refuse_unlearned(first: Asked, second: Asked, relation: Relation, prompt: str) -> None:
    moves = ", ".join(PHRASES[each] for each in MOVES[relation])
    if first.motion and first.motion not in MOVES[relation]:
        raise ValueError(
            f"the first object of {prompt!r} {PHRASES[first.motion]}, but {relation!r} was learned "
            f"with {moves}; say one of those"
        )
    if second.motion and second.motion != "stays":
        raise ValueError(
            f"the second object of {prompt!r} {PHRASES[second.motion]}, but what another is "
            f"{relation} stays still in all that was learned; leave its motion out"
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
