"""The instant answer: the formulas, and the recorded simulation where there is one."""

from collections.abc import Iterator

from labs.contract import Event, Opener
from labs.optimizer_memory.params import MemoryParams
from labs.optimizer_memory.story import opening


def preview(params: MemoryParams, _open_upload: Opener) -> Iterator[Event]:
    """Tell everything that needs no run."""
    yield from opening(params)
