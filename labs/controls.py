"""The controls a parameter may wear. One annotation sets bounds, HTML control and help alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import annotated_types as at
from pydantic import BeforeValidator, StringConstraints

UploadId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Names an uploaded file by the SHA-256 of its content, in lower-case hexadecimal."""


@dataclass(frozen=True, slots=True)
class Slider(at.GroupedMetadata):
    """A number between ``low`` and ``high``, dragged or typed. A whole ``step`` binds it too."""

    low: float
    high: float
    step: float = 1
    unit: str = ""

    def __iter__(self) -> Iterator[at.BaseMetadata]:
        yield at.Ge(self.low)
        yield at.Le(self.high)
        if isinstance(self.step, int) and self.step > 1:
            yield at.MultipleOf(self.step)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a ``Literal``, each with the words shown for it."""

    labels: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Several(at.GroupedMetadata):
    """Any number of the values of a ``tuple[Literal[…], …]``, each with the words shown for it.

    They are kept once each and in the order of the labels; a link joins them with commas.
    """

    labels: Mapping[str, str] = field(hash=False)

    def __iter__(self) -> Iterator[BeforeValidator]:
        yield BeforeValidator(self.in_order)

    def in_order(self, given: object) -> object:
        """Return the values, those that have no label last; what is no list is left as it is."""
        values = given.split(",") if isinstance(given, str) else given
        if not isinstance(values, list | tuple | set | frozenset):
            return given
        named = dict.fromkeys(str(each).strip() for each in values if each != "")
        known = [each for each in self.labels if each in named]
        return (*known, *(each for each in named if each not in self.labels))


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""


@dataclass(frozen=True, slots=True)
class Text(at.GroupedMetadata):
    """A line of text of at most ``longest`` characters, or several lines.

    ``digits`` takes numbers alone, parted by spaces or commas.
    """

    longest: int
    lines: int = 1
    digits: bool = False

    def __iter__(self) -> Iterator[at.BaseMetadata]:
        yield at.MaxLen(self.longest)
        yield at.Predicate(has_no_null)
        if self.digits:
            yield at.Predicate(is_numbers)


def has_no_null(text: str) -> bool:
    """Say whether text can be kept: Postgres keeps no null bytes."""
    return "\0" not in text


def is_numbers(text: str) -> bool:
    """Say whether text holds nothing but whole numbers."""
    return set(text) <= set("0123456789 ,")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, by its ending, up to ``max_mb`` megabytes; text may be pasted instead."""

    accept: tuple[str, ...]
    max_mb: float = 2
    paste: bool = False


Control = Slider | Choice | Several | Switch | Text | Upload
