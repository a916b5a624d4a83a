"""Questions: what a student may answer, and what a class answered."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from explorer.catalog.refusals import shown
from explorer.workshops.plans import Question

DRAWN_POINTS = 9
"""A curve is drawn through so many points, evenly spaced."""
LONGEST_TEXT = 400


class AnswerRefused(ValueError):
    """What was answered does not fit the question; the message names value, rule and remedy."""


def read_answer(question: Question, sent: QueryDict) -> Any:
    """Return what a form answers, as it is kept. Raises: AnswerRefused."""
    match question.kind:
        case "number":
            return _number(question, sent.get("answer", ""))
        case "choice":
            return _choice(question, sent.get("answer", ""))
        case "text":
            return _text(sent.get("answer", ""))
        case "draw":
            return [_number(question, each) for each in _points(sent.getlist("point"))]


def read_number(text: str, low: float, high: float) -> float:
    """Return a number between two others. Raises: AnswerRefused."""
    try:
        value = float(text.strip().replace(",", ".")[:40])
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise AnswerRefused(
            f"the answer is {shown(text)}, but it must be a number between {low:g} and {high:g}; "
            "type one"
        )
    return value


def _number(question: Question, text: str) -> float:
    return read_number(text, question.low, question.high)


def _choice(question: Question, text: str) -> str:
    if text not in question.choices:
        raise AnswerRefused("nothing was chosen, but the question has choices; choose one")
    return text


def _text(text: str) -> str:
    said = " ".join(text.replace("\0", "").encode(errors="ignore").decode().split())
    if not said:
        raise AnswerRefused("the answer is empty; write a few words")
    if len(said) > LONGEST_TEXT:
        raise AnswerRefused(
            f"the answer has {len(said):,} characters, but {LONGEST_TEXT} is the most; shorten it"
        )
    return said


def _points(sent: Sequence[str]) -> Sequence[str]:
    if len(sent) != DRAWN_POINTS:
        raise AnswerRefused(
            f"the curve has {len(sent)} points, but it takes {DRAWN_POINTS}; draw it from the "
            "left edge to the right"
        )
    return sent


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    share: float
    """Of the longest bar, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One answer on a line: where along it, and how high in the pile of those near it."""

    x: float
    y: float
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    points: str
    """Of a ``<polyline>`` in a box of 720 by 240."""


@dataclass(frozen=True)
class Answers:
    """What a class answered to one question, ready to be drawn."""

    question: Question
    said: Sequence[tuple[str, Any]]
    """Who, and what."""

    WIDTH, HEIGHT, PILED, PILES = 720, 240, 120, 60

    @property
    def bars(self) -> list[Bar]:
        counted = Counter(value for _, value in self.said)
        most = max(counted.values(), default=1)
        return [Bar(each, counted[each], counted[each] / most) for each in self.question.choices]

    @property
    def dots(self) -> list[Dot]:
        """Pile up numbers that lie close together."""
        piles: Counter[int] = Counter()
        placed = []
        for name, value in sorted(self.said, key=lambda each: float(each[1])):
            at = round(self._share(value) * self.PILES)
            placed.append(Dot(at / self.PILES * self.WIDTH, piles[at], name, value))
            piles[at] += 1
        tallest = max(piles.values(), default=1)
        step = min(12.0, (self.PILED - 20) / tallest)
        return [
            Dot(each.x, self.PILED - 8 - step * each.y, each.name, each.value) for each in placed
        ]

    @property
    def lines(self) -> list[Line]:
        return [Line(name, " ".join(self._place(*each) for each in enumerate(points)))
                for name, points in self.said]  # fmt: skip

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.said]

    def _share(self, value: float) -> float:
        return (value - self.question.low) / (self.question.high - self.question.low)

    def _place(self, at: int, value: float) -> str:
        x = at / (DRAWN_POINTS - 1) * self.WIDTH
        return f"{x:.0f},{(1 - self._share(value)) * self.HEIGHT:.1f}"
