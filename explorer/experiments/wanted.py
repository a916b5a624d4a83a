"""Which runs somebody names: by id, by the address of a result, or by a link to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from explorer.catalog.refusals import shown as in_words
from explorer.experiments.access import Asked

LONGEST_WORD = 200
MOST_REFUSED = 8
_LINK = re.compile(r"/s/(?P<token>[\w-]{1,64})/?(?:\?run=(?P<number>[1-9][0-9]{0,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run by its id, or through a link."""

    run_id: UUID | None = None
    token: str = ""
    number: int | None = None
    """Which run of the link's experiment; None for the newest."""

    @property
    def by_link(self) -> Asked:
        return self.token, self.number


def read_wanted(words: Sequence[str]) -> tuple[list[Wanted], list[str]]:
    """Read ids and addresses, and say which of the words are neither."""
    found, refused = [], []
    for word in words:
        try:
            found.append(_read(word[-LONGEST_WORD:]))
        except ValueError:
            refused.append(
                f"{in_words(word)} names no run; give the address of a result, a link that you "
                "were sent, or the id of a run"
            )
    return list(dict.fromkeys(found)), refused[:MOST_REFUSED]


def _read(word: str) -> Wanted:
    """Read a word. Raises: ValueError."""
    if link := _LINK.fullmatch(word[word.find("/s/") :]):
        number = link["number"]
        return Wanted(token=link["token"], number=int(number) if number else None)
    return Wanted(UUID(word.rstrip("/").rpartition("/")[2]))
