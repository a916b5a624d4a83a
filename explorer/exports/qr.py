"""The link to a result as a QR code."""

import io

import segno

QUIET_MODULES = 4
"""The blank border that the standard asks for."""


def svg(url: str) -> bytes:
    """Return the code as an SVG of black on white, which every reader can tell apart."""
    made = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        made, kind="svg", border=QUIET_MODULES, omitsize=True, light="#fff", svgclass=None,
        lineclass=None, title=f"QR code of {url}",
    )  # fmt: skip
    return made.getvalue()
