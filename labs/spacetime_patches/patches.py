"""Patches from a clip, and the clip from its patches.

Source: Dosovitskiy et al. 2020, section 3.1 (patches); Arnab et al. 2021, section 3.2 (tubelets).
"""

import torch
from torch import Tensor

from labs.spacetime_patches.cutting import Cut, Shape

Size = tuple[int, int, int, int]
"""Frames, height, width, channels."""
AXES = 4


def patchify(video: Tensor, patch: Shape) -> Tensor:
    """Cut (frames, height, width, channels) into tokens: (tokens, pt·ph·pw·channels).

    Tokens run along width first, then height, then time, and so do the pixels within one, with
    channels last: einops' ``(t pt) (h ph) (w pw) c -> (t h w) (pt ph pw c)``. What the last
    patches lack is zero; ``padding_mask`` says where.
    Raises: ValueError.
    """
    _refuse(video.shape, patch)
    frames, height, width, channels = video.shape
    cut = Cut((frames, height, width), patch)
    (t, h, w), (pt, ph, pw) = cut.grid, patch
    full = video.new_zeros((*cut.padded, channels))
    full[:frames, :height, :width] = video
    parted = full.reshape(t, pt, h, ph, w, pw, channels)
    moved = parted.permute(0, 2, 4, 1, 3, 5, 6)  # (t, h, w, pt, ph, pw, c)
    return moved.reshape(cut.tokens, cut.length(channels))


def unpatchify(tokens: Tensor, patch: Shape, shape: Size) -> Tensor:
    """Put tokens together again into ``shape``, without the padding: the inverse of ``patchify``.

    Raises: ValueError.
    """
    _refuse(shape, patch)
    frames, height, width, channels = shape
    cut = Cut((frames, height, width), patch)
    if tokens.shape != (cut.tokens, cut.length(channels)):
        raise ValueError(
            f"the tokens are of shape {tuple(tokens.shape)}, but a clip of {tuple(shape)} in "
            f"patches of {tuple(patch)} has {(cut.tokens, cut.length(channels))}; give "
            "its own shape"
        )
    (t, h, w), (pt, ph, pw) = cut.grid, patch
    moved = tokens.reshape(t, h, w, pt, ph, pw, channels).permute(0, 3, 1, 4, 2, 5, 6)
    full = moved.reshape(*cut.padded, channels)
    return full[:frames, :height, :width]


def padding_mask(shape: Size, patch: Shape) -> Tensor:
    """Return where tokens hold padding: true for numbers that stand for no pixel of the clip."""
    return ~patchify(torch.ones(shape, dtype=torch.bool), patch)


def _refuse(shape: tuple[int, ...], patch: Shape) -> None:
    if len(shape) != AXES:
        raise ValueError(
            f"the clip has {len(shape)} axes, but frames, height, width and channels are 4; "
            "give every axis"
        )
    if len(tuple(patch)) != AXES - 1 or min(patch) < 1:
        raise ValueError(
            f"the patch is {tuple(patch)}, but it needs three sizes of at least 1; give frames, "
            "height and width"
        )
