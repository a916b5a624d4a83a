"""Finds labs: the folders here, and the entry points ``explorer.labs`` of installed packages."""

import importlib
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from labs.contract import Lab


@cache
def labs() -> dict[str, Lab]:
    """Return every lab by slug, in the order they are shown.

    Raises: ValueError if two labs share a slug.
    """
    found: dict[str, Lab] = {}
    for lab in (*_folders(), *_installed()):
        if lab.slug in found:
            raise ValueError(f"two labs are called {lab.slug!r}; rename the folder of one")
        found[lab.slug] = lab
    return dict(sorted(found.items(), key=lambda each: (each[1].place, each[0])))


def _folders() -> list[Lab]:
    cards = sorted(Path(__file__).parent.glob("*/lab.py"))
    return [importlib.import_module(f"labs.{card.parent.name}.lab").lab for card in cards]


def _installed() -> list[Lab]:
    return [point.load() for point in sorted(entry_points(group="explorer.labs"))]
