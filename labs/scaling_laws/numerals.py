"""Reads numbers as people and programs write them: 1.5e9, 1,500,000, 1,5E+09, 70B, 3 PF-days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from labs.scaling_laws.points import PointsError

DecimalMark = Literal[".", ","]

PF_DAY = 8.64e19
"""FLOP: 1e15 a second for a day."""
COUNTS = {
    "": 1, "k": 1e3, "thousand": 1e3, "tsd": 1e3,
    "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
    "b": 1e9, "bn": 1e9, "g": 1e9, "mrd": 1e9, "billion": 1e9,
    "t": 1e12, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
PREFIXES = {
    "": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15, "e": 1e18, "z": 1e21, "y": 1e24,
    "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15, "exa": 1e18, "zetta": 1e21,
    "yotta": 1e24,
}  # fmt: skip
DAYS = re.compile(r"(?P<prefix>[a-z]*?)f(?:lops?)?s?days?")
FLOP = re.compile(r"(?P<prefix>[a-z]*?)flops?")
POWER = re.compile(r"x?(?:1e|10\^)(?P<exponent>\d{1,2})(?P<rest>.*)")
NOUNS = re.compile(r"(parameters?|params?|tokens?|toks?|nats?)$")

NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<body>[\d.,'’_   ]*\d[.,]?)"
    r"(?:e(?P<e>[+-]?\d+)|\s*[×x*]\s*10\s*(?:\^|\*\*)\s*(?P<ten>[+-]?\d+))?"
    r"\s*(?P<unit>[^\d].*)?",
    re.IGNORECASE,
)
GROUPERS = re.compile(r"['’_   ]")
DECIMAL_COMMA = re.compile(r"\d+,(?!\d{3}$)\d+(e.*)?", re.IGNORECASE)
FORMULA = re.compile(r"[=@]|[+-]\s*[^\d.,\s]")


@dataclass(frozen=True, slots=True)
class Numeral:
    value: float
    unit: str
    """As it was written; empty where the number stood alone."""


def unit_factor(unit: str, quantity: str) -> float | None:
    """Return what a unit multiplies by, or None if it is none of this quantity (N, D, C, loss)."""
    plain = re.sub(r"[^a-z0-9^]", "", unit.lower()).removeprefix("in")
    if not plain:
        return None
    if quantity == "loss":
        return 1 if NOUNS.sub("", plain) in {"", "nats", "natsper"} else None
    if power := POWER.fullmatch(plain):
        rest = unit_factor(power["rest"], quantity) if power["rest"] else 1
        return None if rest is None else rest * 10.0 ** int(power["exponent"])
    if quantity == "C":
        return _compute_factor(plain)
    word = NOUNS.sub("", plain)
    return COUNTS.get(word, COUNTS.get(word.removesuffix("s").removesuffix("en")))


def _compute_factor(plain: str) -> float | None:
    if days := DAYS.fullmatch(plain):
        prefix = PREFIXES.get(days["prefix"])
        return None if prefix is None or not days["prefix"] else prefix / 1e15 * PF_DAY
    flop = FLOP.fullmatch(plain)
    return PREFIXES.get(flop["prefix"]) if flop else None


def decimal_mark(losses: Iterable[tuple[int, str]], others: Iterable[str]) -> DecimalMark:
    """Tell decimal commas from decimal points, by the losses: they are too small for thousands.

    Raises: PointsError if some losses have commas and others points.
    """
    found: dict[DecimalMark, int] = {}
    for number, text in losses:
        mark = _mark_of(text)
        if mark:
            found.setdefault(mark, number)
    if len(found) == 2:
        late: DecimalMark = max(found, key=lambda mark: found[mark])
        raise PointsError(
            f"row {found[late]} writes the loss with a decimal {_name(late)}, but rows before it "
            "with the other mark; write every row alike"
        )
    if found:
        return next(iter(found))
    return "," if any(DECIMAL_COMMA.fullmatch(each) for each in others) else "."


def _mark_of(text: str) -> DecimalMark | None:
    marks = [character for character in text if character in ".,"]
    if not marks:
        return None
    grouped = len(marks) > 1 and len(set(marks)) == 1
    last: DecimalMark = "," if marks[-1] == "," else "."
    return _other(last) if grouped else last


def _other(mark: DecimalMark) -> DecimalMark:
    return "," if mark == "." else "."


def _name(mark: DecimalMark) -> str:
    return "comma" if mark == "," else "point"


def numeral(text: str, mark: DecimalMark) -> Numeral:
    """Read one cell. Raises: PointsError, without the row: the caller knows it."""
    if FORMULA.match(text):
        raise PointsError(f"{clipped(text)} is a formula, not a number; paste the value instead")
    found = NUMBER.fullmatch(text)
    if not found:
        raise PointsError(f"{clipped(text)} is not a finite number; correct or delete the row")
    exponent = found["e"] or found["ten"] or "0"
    digits = _ungrouped(found["body"], mark, text)
    return Numeral(float(f"{found['sign']}{digits}e{exponent}"), (found["unit"] or "").strip())


def _ungrouped(body: str, mark: DecimalMark, text: str) -> str:
    group = _other(mark)
    whole = GROUPERS.sub(group, body.strip())
    escaped_group, escaped_mark = re.escape(group), re.escape(mark)
    plain = rf"\d*({escaped_mark}\d*)?"
    grouped = rf"\d{{1,3}}({escaped_group}\d{{3}})+({escaped_mark}\d*)?"
    if not re.fullmatch(f"{plain}|{grouped}", whole):
        raise PointsError(
            f"{clipped(text)} cannot be read with a decimal {_name(mark)}, as the losses have it; "
            "write every number alike"
        )
    return whole.replace(group, "").replace(mark, ".")


def clipped(text: str) -> str:
    """Quote a cell, shortened where it is long."""
    return repr(text if len(text) <= 24 else text[:23] + "…")
