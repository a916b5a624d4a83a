"""The instant answer: the plan, and the recorded run where there is one."""

from collections.abc import Iterator

from labs.contract import Event, Opener
from labs.video_generator.allowed import ALLOWED, unchecked
from labs.video_generator.recorded import recorded
from labs.video_generator.settings import VideoParams
from labs.video_generator.telling import compared, planned, scored


def preview(params: VideoParams, _open_upload: Opener) -> Iterator[Event]:
    """Tell everything that needs no worker."""
    told = recorded(params)
    if params.is_larger:
        yield unchecked(ALLOWED[params.model].name)
    elif params.task == "generate" and not told:
        yield planned(params)
    yield from told
    yield from scored()
    yield from compared()
