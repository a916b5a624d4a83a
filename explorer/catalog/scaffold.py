"""Writes the folder of a new lab: a small one that works, to be turned into what you want."""

import re
from keyword import iskeyword
from pathlib import Path

PATTERNS = Path(__file__).parent / "new_lab"
NAME = "NEW_LAB"


class NameRefused(ValueError):
    """A lab cannot have this name; the message names value, rule and remedy."""


def new_lab(name: str, folder: Path) -> Path:
    """Write a lab called ``name`` into ``folder`` and return the lab's own folder.

    Raises: NameRefused.
    """
    _refuse_bad(name)
    lab = folder / name
    if lab.exists() or lab.with_suffix(".py").exists():
        raise NameRefused(f"{name} is the name, but {lab} exists already; choose another name")
    for pattern in sorted(PATTERNS.rglob("*.txt")):
        target = lab / str(pattern.relative_to(PATTERNS)).replace(NAME, name).removesuffix(".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(pattern.read_text(encoding="utf-8").replace(NAME, name), encoding="utf-8")
    return lab


def _refuse_bad(name: str) -> None:
    if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) and not iskeyword(name):
        return
    raise NameRefused(
        f"{name[:60]!r} is the name, but it must be at most 40 lower-case letters, digits and "
        f"underscores, the first a letter, and no word of Python's; try {_better(name)!r}"
    )


def _better(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_0123456789")[:36]
    return f"{plain or 'my'}_lab" if not plain or iskeyword(plain) else plain
