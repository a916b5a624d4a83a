"""Nicknames: what a student types, checked kindly, and the aliases that stand for them."""

import re
from collections.abc import Iterable

LONGEST_NICKNAME = 24

_UNKIND = (
    "arschloch", "asshole", "bastard", "bitch", "fotze", "fuck", "hitler", "hure", "nazi",
    "nigger", "schlampe", "shit", "slut", "wanker", "whore", "wichser",
)  # fmt: skip
_WHOLE = {"arsch", "arse", "ass", "cunt", "hure", "nazi", "slut", "whore"}
"""These hide in innocent names, and are refused only where they stand alone."""
_TYPED_AS = str.maketrans("0134578@$!", "oieastbasi")


class NicknameRefused(ValueError):
    """A nickname cannot be; the message names value, rule and remedy."""


def read_nickname(text: str) -> str:
    """Return a nickname as it will be shown. Raises: NicknameRefused."""
    name = " ".join(text.split())
    if not name:
        raise NicknameRefused("the nickname is empty; choose one that your teacher will know")
    if len(name) > LONGEST_NICKNAME:
        raise NicknameRefused(
            f"the nickname has {len(name):,} characters, but {LONGEST_NICKNAME} is the most; "
            "shorten it"
        )
    if not name.isprintable():
        raise NicknameRefused("the nickname holds a character that cannot be shown; type it anew")
    if _is_unkind(name):
        raise NicknameRefused(
            "the nickname would hurt somebody when the whole class reads it; choose another"
        )
    return name


def _is_unkind(name: str) -> bool:
    """Look for unkind words, also where digits stand for letters or blanks part them.

    Digits alone are a number: of "Student 455" nothing is read as letters.
    """
    plain = re.sub(r"\b\d+\b", " ", name.casefold()).translate(_TYPED_AS)
    if not _WHOLE.isdisjoint(re.findall(r"[a-zäöüß]+", plain)):
        return True
    letters = re.sub(r"[^a-zäöüß]", "", plain)
    return any(word in letters for word in _UNKIND if word not in _WHOLE)


def free_nickname(wanted: str, taken: Iterable[str]) -> str:
    """Return the nickname, numbered where somebody in the room has it."""
    there = {each.casefold() for each in taken}
    number, name = 1, wanted
    while name.casefold() in there:
        number += 1
        name = f"{wanted[: LONGEST_NICKNAME - 4]} {number}"
    return name
