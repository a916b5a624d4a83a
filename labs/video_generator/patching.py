"""Cuts clips into spacetime patches, and puts them together again."""

from collections.abc import Sequence

from torch import Tensor

Patch = tuple[int, int, int]
"""Frames, rows and columns of pixels."""


def patches(video: Tensor, patch: Patch) -> Tensor:
    """Cut clips into patches: (batch, frames, height, width, 3) → (batch, tokens, values)."""
    b, frames, height, width, c = video.shape
    t, h, w = patch
    parted = video.reshape(b, frames // t, t, height // h, h, width // w, w, c)
    moved = parted.permute(0, 1, 3, 5, 2, 4, 6, 7)  # (b, T, H, W, t, h, w, c)
    return moved.reshape(b, -1, t * h * w * c)


def unpatched(tokens: Tensor, patch: Patch, grid: Sequence[int]) -> Tensor:
    """Undo ``patches``; ``grid`` counts patches in time, rows and columns."""
    t, h, w = patch
    parted = tokens.reshape(len(tokens), *grid, t, h, w, -1).permute(0, 1, 4, 2, 5, 3, 6, 7)
    return parted.reshape(len(tokens), grid[0] * t, grid[1] * h, grid[2] * w, -1)
