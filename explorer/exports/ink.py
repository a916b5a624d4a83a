"""The site's own look for what is drawn without a browser: its tokens, in light, as plain colours.

A rasteriser knows class selectors and colours, but no layers, custom properties or mixing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from explorer.stylesheet import FOLDER

_TOKEN = re.compile(r"--([\w-]+):\s*light-dark\((#\w+),\s*#\w+\);")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LAYER = re.compile(r"@layer [\w-]+ \{(.*)\}", re.DOTALL)
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_ALIAS = re.compile(r"--([\w-]+):\s*var\(--([\w-]+)\);")
_MIX = re.compile(r"color-mix\(in \w+, (#\w{6}) (\d+)%, (#\w{6})\)")


@lru_cache(maxsize=1)
def colours() -> dict[str, str]:
    """Return every colour of the light theme by the name of its token."""
    text = (FOLDER / "tokens.css").read_text()
    found = dict(_TOKEN.findall(text))
    aliases = {name: found[of] for name, of in _ALIAS.findall(text) if of in found}
    return found | aliases


def plain(sources: Iterable[Path]) -> str:
    """Return stylesheets as the rasteriser reads them."""
    return "\n".join(map(_plain, sources))


def _plain(source: Path) -> str:
    css = _COMMENT.sub("", source.read_text())
    css = _MEDIA.sub("", _LAYER.sub(r"\1", css))
    css = _VARIABLE.sub(lambda found: colours().get(found[1], found[0]), css)
    return _MIX.sub(lambda found: _mixed(found[1], int(found[2]) / 100, found[3]), css)


def _mixed(one: str, share: float, other: str) -> str:
    """Mix two colours channel by channel, as the eye hardly tells from any finer way."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])
