"""The answer while a control is moving: as the preview's, where that is quick enough.

A law with breaks has many near-optima, and looking for the best takes longer than a moving picture
can wait. That of the smaller runs is then looked for near that of all runs, and says so.
"""

from collections.abc import Iterator

from labs.contract import Event, Opener
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.preview import answered, preview
from labs.scaling_laws.story import LONG_SEARCHED


def following(params: ScalingParams, open_upload: Opener) -> Iterator[Event]:
    """Follow a control under a finger. Raises: PointsError, FileNotFoundError."""
    if params.source == "live" or params.form not in LONG_SEARCHED:
        return preview(params, open_upload)
    return answered(params, open_upload, moving=True)
