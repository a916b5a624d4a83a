"""The answer while a control is moving: as the preview's, where that is quick enough.

A law with breaks has many near-optima, and absolute misses have corners: looking for the best fit
then takes longer than a moving picture can wait. That of the smaller runs is looked for near that
of all runs, by Huber's loss where misses are absolute, and says so.
"""

from collections.abc import Iterator

from labs.contract import Event, Opener
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.preview import answered, preview
from labs.scaling_laws.story import is_long_searched


def following(params: ScalingParams, open_upload: Opener) -> Iterator[Event]:
    """Follow a control under a finger. Raises: PointsError, FileNotFoundError."""
    if params.source == "live" or not is_long_searched(params):
        return preview(params, open_upload)
    return answered(params, open_upload, moving=True)
