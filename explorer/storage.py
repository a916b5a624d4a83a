"""Where files lie: what is kept for visitors, and static files under their content's hash."""

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import brotli
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

LARGE_BYTES = 2_000_000
QUICK, BEST = 5, 11
"""Brotli's qualities."""
PART = "part-"
"""How a file is called while it is written; only a killed process leaves one."""
FROM = (
    r"""(?P<matched>(?P<what>import|export)(?P<names>[\s{*][^;"']*?)"""
    r"""from\s*["'](?P<url>\.[^"']+)["'])"""
)
DOC_COMMENT = re.compile(rb"(^[ \t]*)?/\*\*.*?\*/[ \t]*(?(1)\n?)", re.DOTALL | re.MULTILINE)
INDENT = re.compile(rb"\n\s+")
"""Our scripts have no template literal of several lines, where it would matter."""
BARE = r"""(?P<matched>import\s*["'](?P<url>\.[^"']+)["'])"""


class KeptFiles(FileSystemStorage):
    """Files whose names say what they hold: each is there whole, or not at all."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        """Return the same name: what lies there already holds the same."""
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=PART, delete=False) as part:
            try:
                for chunk in content.chunks():
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).chmod(self.file_permissions_mode or 0o644)
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink()
                raise
        return name


class Compressing(Compressor):
    """Brotli at its best takes half a minute for a runtime of WebAssembly; a second will do."""

    def should_compress(self, filename: str) -> bool:
        """Leave networks alone: their weights are as good as noise."""
        return not filename.endswith(".onnx") and bool(super().should_compress(filename))

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        quality = QUICK if len(data) > LARGE_BYTES else BEST
        return bytes(brotli.compress(data, quality=quality))


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

    def create_compressor(self, **words: Any) -> Compressing:
        return Compressing(**words)

    def _save(self, name: str, content: "File[bytes]") -> str:
        """Leave JSDoc and indentation out of our own files: a fifth of what a page would load."""
        if name.endswith((".js", ".css")) and not name.startswith("vendor/"):
            content.seek(0)
            content = ContentFile(INDENT.sub(b"\n", DOC_COMMENT.sub(b"", content.read())))
        return str(super()._save(name, content))
