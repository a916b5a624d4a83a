"""A result as one HTML file that works from a disk, without a network and without this site.

Its policy trusts the styles and scripts written in it by their hashes, and lets nothing in from
anywhere else. The modules of a lab travel in an import map, each as a ``data:`` address under the
name by which others import it.
"""

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from explorer.exports import document
from explorer.exports.embedding import EmbedPage
from explorer.exports.result import Result
from explorer.runs.stage import Drawn
from explorer.stylesheet import sources

NAME = "explorer/"
"""Begins the names of modules, so that no browser takes one for a relative address."""
_COMMENT = re.compile(r"(?s)/\*\*.*?\*/")
_IMPORT = re.compile(
    r"""(?m)^(?P<before>\s*(?:import|export)\b[^;"']*?(?:from\s*)?)["'](?P<url>\.[^"']+)["']"""
)
_FONT = re.compile(r'url\("\.\./(vendor/fonts/[^"]+\.woff2)"\)')


def text(result: Result) -> str:
    """Return the file. Raises: NotShown."""
    embed = EmbedPage.of(result, hide="")
    file = OfflineFile(result, embed)
    context = {"embed": embed, "page": embed.page, "panels": file.panels, "file": file}
    return render_to_string("exports/offline.html", context)


@dataclass(frozen=True)
class OfflineFile:
    """What ``exports/offline.html`` carries in itself."""

    result: Result
    embed: EmbedPage

    @cached_property
    def style(self) -> SafeString:
        look = [*sources(), _file("css/embed.css"), *sources(self.result.lab)]
        css = "\n".join(source.read_text(encoding="utf-8") for source in look)
        return _code(_FONT.sub(_inlined_font, css))

    @cached_property
    def panels(self) -> list[Drawn]:
        """The panels, naming modules where the site's own name addresses."""
        return [Drawn(each.panel, self._named(each.html)) for each in self.embed.panels]

    def _named(self, html: SafeString) -> SafeString:
        for address, path in self._later.items():
            html = mark_safe(html.replace(f'"{address}"', f'"{NAME}{path}"'))  # noqa: S308
        return html

    @cached_property
    def _later(self) -> dict[str, str]:
        """Every module of the lab, by the address at which the site serves it."""
        folder = self.result.lab.folder / "static"
        paths = (str(each.relative_to(folder)) for each in sorted(folder.rglob("*.js")))
        return {static(path): path for path in paths}

    @cached_property
    def import_map(self) -> SafeString:
        drawn = "".join(each.html for each in self.panels)
        asked = [path for path in self._later.values() if f'"{NAME}{path}"' in drawn]
        modules = _modules([*self.embed.page.scripts, *asked])
        addresses = {NAME + path: _data("text/javascript", code) for path, code in modules.items()}
        return _json({"imports": addresses})

    @cached_property
    def start(self) -> SafeString:
        """Begin the lab's scripts."""
        asked = (f"import({json.dumps(NAME + path)});" for path in self.embed.page.scripts)
        return _code("".join(asked))

    @cached_property
    def data(self) -> SafeString:
        return _json(document.document(self.result))

    @property
    def policy(self) -> str:
        """The only things that may run or load: what is in this file, by its hash."""
        scripts = f"data: {_hash(self.import_map)} {_hash(self.start)}"
        return (
            f"default-src 'none'; style-src {_hash(self.style)}; script-src {scripts}; "
            "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
        )


def _code(text: str) -> SafeString:
    """Return a script or a style as its element may hold it: nothing in it ends the element."""
    return mark_safe(text.replace("</", "<\\/"))  # noqa: S308 - written by us, and escaped


def _json(value: object) -> SafeString:
    """Return data as a script element may hold it, whatever texts are in it."""
    text = json.dumps(value, ensure_ascii=False)
    return mark_safe(text.replace("<", "\\u003c"))  # noqa: S308 - no element begins or ends in it


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def _data(mime: str, content: str | bytes) -> str:
    plain = content.encode() if isinstance(content, str) else content
    return f"data:{mime};base64,{base64.b64encode(plain).decode()}"


def _source(path: str) -> str:
    """Return a static file as it was written, not as it is served."""
    return _file(path).read_text(encoding="utf-8")


def _file(path: str) -> Path:
    found = find(path)
    if not found:
        raise FileNotFoundError(f"{path} is named by a page, but no static file is called that")
    return Path(found)


def _inlined_font(found: re.Match[str]) -> str:
    return f'url("{_data("font/woff2", _file(found[1]).read_bytes())}")'


def _modules(entries: Iterable[str]) -> dict[str, str]:
    """Return every module that the entries need, importing one another by name."""
    waiting, found = list(entries), dict[str, str]()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        code = _COMMENT.sub("", _source(path))
        folder = PurePosixPath(path).parent
        waiting += [_joined(folder, each["url"]) for each in _IMPORT.finditer(code)]
        found[path] = _IMPORT.sub(partial(_renamed, folder), code)
    return found


def _renamed(folder: PurePosixPath, found: re.Match[str]) -> str:
    return f'{found["before"]}"{NAME}{_joined(folder, found["url"])}"'


def _joined(folder: PurePosixPath, url: str) -> str:
    """Return the path of a static file named relative to a folder."""
    return os.path.normpath(folder / url)
