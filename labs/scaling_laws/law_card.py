"""A result as a card that can be kept, cited and doubted: as JSON, and as text of 72 columns."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import Any

from labs.scaling_laws.points import Points

COLUMNS = 72
LABEL = 14
DIGITS = 6
UNBROKEN = "\u00a0"
"""A space that wrapping leaves alone, so that columns of constants stay columns."""


@dataclass(frozen=True, slots=True)
class Constant:
    """One constant of the law, with what the bootstrap leaves open of it."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    unidentified: str = ""
    """Why the points do not tell it, where they do not."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How well the law of the smaller runs foretold the larger ones, unseen."""

    fitted: int
    held_out: int
    threshold: float
    """FLOP: the largest run that was fitted."""
    rmsle: float | None = None
    bias: float | None = None


@dataclass(frozen=True, slots=True)
class LawCard:
    """All that somebody needs to use a law, to repeat it, or to doubt it; plain values alone."""

    form: str
    formula: str
    constants: tuple[Constant, ...]
    units: tuple[tuple[str, str], ...]
    """Quantity and unit: ("N", "parameters, embeddings counted")."""
    points: int
    points_from: tuple[str, ...]
    """Where the points come from and what was mended, one sentence each."""
    points_sha256: str
    excluded: tuple[str, ...]
    """Which runs were left out, and why: one sentence each."""
    loss: str
    delta: float | None
    """Where Huber's loss bends; None for the others."""
    objective: float
    """Summed over the runs."""
    starts: int
    agreeing: int
    lab: str
    lab_version: int
    seed: int
    draws: int = 0
    """Bootstrap resamples."""
    level: float | None = None
    """How much of the resamples an interval spans, centrally."""
    resampled: str = "runs"
    """What was drawn with replacement."""
    held_out: HeldOut | None = None


def sha256_of(points: Points) -> str:
    """Return the SHA-256 of the points as text: lines ``N,D,C,loss`` as Python prints floats.

    The lines stand in the order of the points, in UTF-8, each ended by a line feed.
    """
    columns = (points.N, points.D, points.C, points.loss)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    text = "".join(",".join(map(repr, row)) + "\n" for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(card: LawCard) -> str:
    """Write the card as JSON, every number in full. Raises: ValueError for NaN or infinity."""
    return json.dumps(asdict(card), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def read_card(text: str) -> LawCard:
    """Read a card that ``as_json`` wrote."""
    given: dict[str, Any] = json.loads(text)
    held_out = given.pop("held_out")
    return LawCard(
        constants=tuple(Constant(**each) for each in given.pop("constants")),
        units=tuple((quantity, unit) for quantity, unit in given.pop("units")),
        points_from=tuple(given.pop("points_from")),
        excluded=tuple(given.pop("excluded")),
        held_out=HeldOut(**held_out) if held_out else None,
        **given,
    )


def as_text(card: LawCard) -> str:
    """Write the card as aligned text of at most 72 columns, numbers to six digits."""
    return "\n".join(line.rstrip() for line in _lines(card)) + "\n"


def _lines(card: LawCard) -> Iterator[str]:
    yield "LAW CARD"
    yield "=" * COLUMNS
    yield from _entry("Form", card.form, card.formula)
    yield from _entry("Constants", *_constants(card))
    yield from _entry("Intervals", _intervals(card))
    yield from _entry("Units", *(f"{quantity}: {unit}" for quantity, unit in card.units))
    yield "-" * COLUMNS
    yield from _entry("Points", f"{card.points:,}", *card.points_from)
    yield from _entry("Left out", *(card.excluded or ("None.",)))
    yield from _entry("SHA-256", card.points_sha256[:32], card.points_sha256[32:])
    yield "-" * COLUMNS
    bend = "" if card.delta is None else f", delta = {_number(card.delta)}"
    yield from _entry("Loss", f"{card.loss} of ln L{bend}, summed: {_number(card.objective)}")
    yield from _entry("Starts", f"{card.agreeing} of {card.starts} ended at this optimum")
    yield from _entry("Hold-out", *_held_out(card.held_out))
    yield "-" * COLUMNS
    yield from _entry(
        "Made by", f"AI Research Explorer, lab {card.lab}, version {card.lab_version}"
    )
    yield from _entry("Seed", str(card.seed))


def _entry(label: str, *texts: str) -> Iterator[str]:
    """Yield lines with the label before the first, each text broken to fit beside it."""
    for text in texts:
        for line in wrap(text, COLUMNS - LABEL, subsequent_indent="  ", break_long_words=True):
            yield f"{label:{LABEL}}{line}".replace(UNBROKEN, " ")
            label = ""


def _constants(card: LawCard) -> Iterator[str]:
    width = max((len(each.name) for each in card.constants), default=0)
    values = [_number(each.value) for each in card.constants]
    wide = max(map(len, values), default=0)
    for each, value in zip(card.constants, values, strict=True):
        line = f"{each.name:{width}} = {value:>{wide}}"
        if each.low is not None and each.high is not None:
            line += f"   [{_number(each.low)}, {_number(each.high)}]"
        yield line.replace(" ", UNBROKEN)
        if each.unidentified:
            yield f"  not identified: {each.unidentified}"


def _intervals(card: LawCard) -> str:
    if not card.draws or card.level is None:
        return "None."
    low, high = 50 * (1 - card.level), 50 * (1 + card.level)
    return (
        f"{_number(100 * card.level)} % of {card.draws:,} bootstrap resamples of {card.resampled}: "
        f"percentiles {_number(low)} to {_number(high)}"
    )


def _held_out(test: HeldOut | None) -> Iterator[str]:
    if test is None or not test.held_out:
        yield "None."
        return
    yield (
        f"{test.held_out:,} runs beyond {_number(test.threshold)} FLOP, foretold by the law of "
        f"the {test.fitted:,} others"
    )
    if test.rmsle is not None and test.bias is not None:
        yield f"rmsle {_number(test.rmsle)}, bias {_number(test.bias)} of ln L"


def _number(value: float) -> str:
    return f"{value:.{DIGITS}g}"
