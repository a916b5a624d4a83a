"""What is kept of a visitor's video: its sampled frames, and never the file."""

from io import BytesIO

import numpy as np

from labs.spacetime_patches.clip import frames_of


def intake(name: str, data: bytes) -> bytes:  # noqa: ARG001 - the lab takes one kind of file
    """Turn a video or an array into a .npy file of at most 64 small frames. Raises: ValueError."""
    kept = BytesIO()
    np.save(kept, frames_of(data), allow_pickle=False)
    return kept.getvalue()
