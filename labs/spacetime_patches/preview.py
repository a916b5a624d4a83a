"""The instant answer: the cut, the bill and the batch; squeezing and filling need a worker."""

from collections.abc import Iterator

from labs.contract import Event, Opener
from labs.spacetime_patches.clip import told
from labs.spacetime_patches.settings import PatchParams
from labs.spacetime_patches.told import opening


def preview(params: PatchParams, open_upload: Opener) -> Iterator[Event]:
    """Cut the clip without reading its patches. Raises: ValueError, FileNotFoundError."""
    yield from opening(params, told(params, open_upload))
