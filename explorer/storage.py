"""Static files with their content's hash in the name, static ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

FROM = (
    r"""(?P<matched>(?P<what>import|export)(?P<names>[\s{*][^;"']*?)"""
    r"""from\s*["'](?P<url>\.[^"']+)["'])"""
)
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
