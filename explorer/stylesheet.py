"""The site's stylesheets as one file, and a lab's likewise: one file to read for many to write.

A lab's own are ``static/<lab>/lab.css`` and, after it, every ``static/<lab>/components/*.css``.
What only some pages need has a folder of its own, such as ``static/css/experiments``.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import TypeAlias

import brotli
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from labs.contract import Lab
from labs.registry import labs

FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"
FIRST = ("reset", "fonts", "tokens", "layout")
"""These name the layers; the components follow."""

GROUPS = ("experiments", "workshops")
"""Folders of stylesheets that only some pages need."""
Owner: TypeAlias = Lab | str | None
"""Whose stylesheets: a lab's, a group's, or the whole site's."""

LOOKED_AT_EVERY_SECONDS = 1.0
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")
_RELATIVE = re.compile(r'url\("\.\./([^"]+)"\)')


def sources(owner: Owner = None) -> list[Path]:
    """Return the site's stylesheets, those of a group, or a lab's own."""
    if isinstance(owner, str):
        return sorted(FOLDER.glob(f"{owner}/*.css"))
    if owner is None:
        return [FOLDER / f"{name}.css" for name in FIRST] + sorted(FOLDER.glob("components/*.css"))
    own = owner.folder / "static" / owner.slug
    return [*own.glob("lab.css"), *sorted(own.glob("components/*.css"))]


def address(owner: Owner = None) -> str:
    """Return where the stylesheet is; another content has another address."""
    name = owner.slug if isinstance(owner, Lab) else owner or ""
    return _address(name, int(monotonic() / LOOKED_AT_EVERY_SECONDS))


@lru_cache(maxsize=64)
def _address(name: str, _when: int) -> str:
    """Return the address as of a moment: every page asks, and the sources are some fifty files."""
    content = hashlib.sha256(_whole(_owner(name))).hexdigest()[:12]
    return reverse("stylesheet", args=[f"{name}-{content}" if name else content])


def _owner(name: str) -> Owner:
    return name if name in GROUPS else labs().get(name)


def _whole(owner: Owner) -> bytes:
    """Return all sources as one; edits show within a second, without a restart."""
    return _joined(tuple((each, each.stat().st_mtime_ns) for each in sources(owner)))


@lru_cache(maxsize=64)
def _joined(dated: tuple[tuple[Path, int], ...]) -> bytes:
    text = "\n".join(source.read_text() for source, _ in dated)
    text = _INDENT.sub("\n", _COMMENT.sub(" ", text))
    return _RELATIVE.sub(lambda found: f'url("{static(found[1])}")', text).encode()


_COMPRESSED = {
    "br": lru_cache(maxsize=64)(brotli.compress),
    "gzip": lru_cache(maxsize=64)(gzip.compress),
}
"""The encodings, the shortest first."""


@require_safe
def stylesheet(request: HttpRequest, content: str) -> HttpResponse:
    owner = _owner(content.rpartition("-")[0])
    if request.path != address(owner):
        raise Http404(f"no stylesheet {content}")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    content_bytes, accepted = _whole(owner), request.headers.get("Accept-Encoding", "")
    for encoding, compressed in _COMPRESSED.items():
        if encoding in accepted:
            headers["Content-Encoding"] = encoding
            content_bytes = compressed(content_bytes)
            break
    return HttpResponse(content_bytes, content_type="text/css", headers=headers)


urlpatterns = [path("look-<slug:content>.css", stylesheet, name="stylesheet")]
