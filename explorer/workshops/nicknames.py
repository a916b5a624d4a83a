"""Nicknames: what a student types, checked kindly, and the aliases that stand for them."""

from collections.abc import Iterable

LONGEST_NICKNAME = 24


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
    return name


def free_nickname(wanted: str, taken: Iterable[str]) -> str:
    """Return the nickname, numbered where somebody in the room has it."""
    there = {each.casefold() for each in taken}
    number, name = 1, wanted
    while name.casefold() in there:
        number += 1
        name = f"{wanted[: LONGEST_NICKNAME - 4]} {number}"
    return name
