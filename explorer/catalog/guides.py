"""The lesson of a lab, from its ``guide.md``."""

from functools import lru_cache
from pathlib import Path

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from explorer.catalog.templatetags.numbers import powers
from labs.contract import Lab

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


def guide(lab: Lab) -> SafeString:
    path = lab.folder / "guide.md"
    return _rendered(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _rendered(path: Path, _changed_ns: int) -> SafeString:
    return render(path.read_text(encoding="utf-8"))


def render(text: str) -> SafeString:
    """Render markdown. Raw HTML is shown as text; what is left is cleaned all the same."""
    return powers(mark_safe(nh3.clean(_MARKDOWN.render(text))))  # noqa: S308 - nh3 cleaned it
