"""The picture that stands for a result elsewhere, drawn from its own data without a browser."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import resvg_py
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from explorer.catalog.claims import ClaimRow
from explorer.catalog.templatetags.numbers import figures
from explorer.exports.ink import colours, plain
from explorer.exports.result import Result
from explorer.stylesheet import FOLDER, sources

WIDTH, HEIGHT = 1200, 630
REMEMBERED = 64
FONTS = Path(__file__).parent / "fonts"
CLAIMS_SHOWN = 4

_UNWRITABLE = str.maketrans({"\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}", "⁻": "¯"})
"""What the fonts have no sign for, and the sign most like it."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Column:
    """Words at the left, or all over where the lab has no sketch."""

    widest: int
    """How many letters of the question go into a line."""
    size: int
    """Of the question, in pixels."""
    top: int

    def lines(self, text: str) -> list[Line]:
        wrapped = textwrap.wrap(text, self.widest, max_lines=5, placeholder="…")
        return [Line(each, self.top + row * self.size * 1.12) for row, each in enumerate(wrapped)]


BESIDE_A_SKETCH = Column(widest=19, size=50, top=176)
ALONE = Column(widest=34, size=62, top=190)
HINT = Column(widest=68, size=30, top=0)
LEGIBLE = ".sketch .tick { font-size: 21px }"
"""Previews are looked at small."""


@dataclass(frozen=True, slots=True)
class Verdict:
    word: str
    said: str
    y: float


def png(result: Result) -> bytes:
    """Return the picture, 1200 by 630 pixels. Raises: NotShown."""
    return _rasterised(svg(result), _sheet(result))


def svg(result: Result) -> str:
    """Return the picture as the rasteriser takes it. Raises: NotShown."""
    sketch = _sketch(result)
    column = BESIDE_A_SKETCH if sketch else ALONE
    question = column.lines(result.lab.question)
    context = {
        "result": result,
        "width": WIDTH,
        "height": HEIGHT,
        "column": column,
        "question": question,
        "hint": [] if sketch else _below(question[-1], result.lab.hint),
        "verdicts": _verdicts(result.claims, 26 if sketch else 70),
        "sketch": sketch,
        "colours": {name.replace("-", "_"): value for name, value in colours().items()},
    }
    drawn = render_to_string("exports/preview.svg", context)
    return _NOT_XML.sub("", drawn.translate(_UNWRITABLE))


def _below(last: Line, text: str) -> list[Line]:
    top = round(last.y) + 2 * HINT.size
    return replace(HINT, top=top).lines(text)


def _sketch(result: Result) -> str:
    """Return the lab's own small picture, where it ships one and has what it takes to draw it."""
    try:
        template = get_template(f"{result.lab.slug}/sketch.html")
    except TemplateDoesNotExist:
        return ""
    drawn = template.render({"events": result.stage.by_word, "params": result.params})
    return drawn if "<svg" in drawn else ""


def _verdicts(claims: Sequence[ClaimRow], widest: int) -> list[Verdict]:
    measured = [row for row in claims if row.verdict][:CLAIMS_SHOWN]
    first = HEIGHT - 96 - 34 * (len(measured) - 1)
    return [
        Verdict(row.verdict or "", _short(row, widest), first + 34 * place)
        for place, row in enumerate(measured)
    ]


def _short(row: ClaimRow, widest: int) -> str:
    """Return a claim's name and what was measured: what it says is too long for a picture."""
    name = textwrap.shorten(row.claim.slug.replace("-", " "), widest, placeholder="…")
    return f"{name}, {figures(row.measured or 0)}"


def _sheet(result: Result) -> str:
    """Return the look of sketches: the site's, and the lab's own ``components/sketch.css``."""
    own = (each for each in sources(result.lab) if each.name == "sketch.css")
    return plain([FOLDER / "components" / "sketch.css", *own]) + LEGIBLE


@lru_cache(maxsize=REMEMBERED)
def _rasterised(svg: str, sheet: str) -> bytes:
    """Return pixels. Equal pictures are drawn once, whatever their runs are called."""
    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        style_sheet=sheet,
        width=WIDTH,
        height=HEIGHT,
        skip_system_fonts=True,
        font_files=[str(path) for path in sorted(FONTS.glob("*.ttf"))],
        font_family="Figtree",
        serif_family="Lustria",
        sans_serif_family="Figtree",
    )
    return bytes(drawn)
