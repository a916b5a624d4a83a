"""Clips at the size that the small networks know, and how alike two clips are."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from labs.shared.png import contact_sheet, data_uri
from labs.spacetime_patches.scenes import Frames

SIDE = 64
LONGEST = 128
SHOWN = 4
"""Frames of a clip that are shown beside one another; of a shorter clip some come twice."""


def small(clip: Frames, parts: int) -> Tensor:
    """Shrink a clip until its shorter side is 64, in −1 to 1; both sides in whole ``parts``.

    Returns (1, frames, height, width, 3).
    """
    height, width = clip.shape[1:3]
    scale = SIDE / min(height, width)
    size = [
        min(LONGEST, max(parts, round(side * scale / parts) * parts)) for side in (height, width)
    ]
    video = torch.from_numpy(clip).permute(0, 3, 1, 2).float()  # (T, 3, H, W)
    shrunk = functional.interpolate(video, size=size, mode="bilinear", antialias=True)
    return shrunk.permute(0, 2, 3, 1)[None] / 127.5 - 1


def strip(video: Tensor) -> str:
    """Draw four frames (frames, height, width, 3), −1 to 1, side by side as a data URI."""
    places = torch.linspace(0, len(video) - 1, SHOWN).round().long()
    frames = ((video[places].clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).numpy()
    return data_uri(contact_sheet(frames, len(frames)))


def psnr(one: Tensor, other: Tensor) -> float:
    """Return the peak signal-to-noise ratio in decibels of values in −1 to 1; at most 99."""
    error = float((one - other).square().mean())
    return min(99.0, 10 * math.log10(4 / max(error, 1e-12)))


def ssim(one: Tensor, other: Tensor) -> float:
    """Return the mean structural similarity of the frames (frames, height, width, 3), −1 to 1.

    Source: Wang et al. 2004; Gaussian windows of 11 × 11 with σ 1.5, each colour by itself.
    """
    x, y = (
        (each.permute(0, 3, 1, 2).reshape(-1, 1, *each.shape[1:3]) + 1) / 2 for each in (one, other)
    )
    places = torch.arange(11.0) - 5
    bell = torch.exp(-(places**2) / (2 * 1.5**2))
    window = torch.outer(bell, bell)[None, None] / bell.sum() ** 2

    def mean(values: Tensor) -> Tensor:
        return functional.conv2d(values, window)

    mx, my = mean(x), mean(y)
    vx, vy, vxy = mean(x * x) - mx**2, mean(y * y) - my**2, mean(x * y) - mx * my
    c1, c2 = 0.01**2, 0.03**2
    alike = (2 * mx * my + c1) * (2 * vxy + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
    return float(alike.mean())
