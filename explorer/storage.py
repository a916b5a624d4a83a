"""Static files with their content's hash in the name, static ES module imports included."""

import re

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

FROM = (
    r"""(?P<matched>(?P<what>import|export)(?P<names>[\s{*][^;"']*?)"""
    r"""from\s*["'](?P<url>\.[^"']+)["'])"""
)
DOC_COMMENT = re.compile(rb"(^[ \t]*)?/\*\*.*?\*/[ \t]*(?(1)\n?)", re.DOTALL | re.MULTILINE)
BARE = r"""(?P<matched>import\s*["'](?P<url>\.[^"']+)["'])"""


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Leaves ``import("…")`` alone: JSDoc names types so, even of modules that form a circle."""

    max_post_process_passes = 12
    """As deep as modules may import one another; each pass settles one level of names."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "*.js",
            (
                (FROM, '%(what)s%(names)sfrom "%(url)s"'),
                (BARE, 'import "%(url)s"'),
            ),
        ),
    )

    def _save(self, name: str, content: "File[bytes]") -> str:
        """Leave out the JSDoc of our own scripts: a fifth of what a lab page would load of them."""
        if name.endswith(".js") and not name.startswith("vendor/"):
            content.seek(0)
            content = ContentFile(DOC_COMMENT.sub(b"", content.read()))
        return str(super()._save(name, content))
