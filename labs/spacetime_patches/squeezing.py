"""Squeeze the clip with the causal autoencoder, and with principal components to compare.

Source: Yang et al. 2024 (CogVideoX), section 2.1, for causal squeezing 4× in time and 8× in space.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from labs.contract import Claimed, Event
from labs.shared.autoencoder import LATENT, SQUEEZED, CausalAutoencoder, gridded, ungridded
from labs.spacetime_patches.cutting import Cut
from labs.spacetime_patches.events import Compressed
from labs.spacetime_patches.resizing import psnr, small, ssim, strip
from labs.spacetime_patches.scenes import Frames

COMPONENTS = (3, 16, 32, 64)
BEFORE = AFTER = (1, 2, 2)


def compressed(clip: Frames, network: torch.nn.Module) -> Iterator[Event]:
    """Squeeze and give back the clip's first 1 + 4 k frames; tell how alike the two are."""
    assert isinstance(network, CausalAutoencoder)
    video = small(clip, SQUEEZED[1])
    video = video[:, : (video.shape[1] - 1) // SQUEEZED[0] * SQUEEZED[0] + 1]
    with torch.inference_mode():
        latent = network.encode(video)
        again = network.decode(latent).clamp(-1, 1)
    told = _told("autoencoder", LATENT, video[0], again[0])
    yield told.model_copy(
        update={
            "tokens_before": Cut((told.frames, told.height, told.width), BEFORE).tokens,
            "tokens": Cut((latent.shape[1], latent.shape[2], latent.shape[3]), AFTER).tokens,
            "original": strip(video[0]),
        }
    )
    yield Claimed(
        claim="spacetime",
        measured=round(told.psnr, 2),
        remark=f"{told.frames} frames of {told.height} × {told.width}; {LATENT} numbers are kept "
        "of every 768.",
    )
    for numbers in COMPONENTS:
        yield _told("components", numbers, video[0], components(video, numbers)[0])


def components(video: Tensor, numbers: int) -> Tensor:
    """Keep so many principal components of the clip's own 4×8×8 patches; give the clip back.

    The first frame is repeated before the clip as for the autoencoder. Same shape as ``video``.
    """
    frames = SQUEEZED[0]
    first = video[:, :1].expand(-1, frames - 1, -1, -1, -1)
    grid = gridded(torch.cat([first, video], dim=1), SQUEEZED)
    flat = grid.reshape(-1, grid.shape[-1])
    middle = flat.mean(dim=0)
    _, axes = torch.linalg.eigh((flat - middle).T @ (flat - middle))
    axes = axes[:, -numbers:]
    again = (flat - middle) @ axes @ axes.T + middle
    return ungridded(again.reshape(grid.shape), SQUEEZED)[:, frames - 1 :].clamp(-1, 1)


def _told(method: str, numbers: int, video: Tensor, again: Tensor) -> Compressed:
    frames, height, width = video.shape[:3]
    return Compressed.model_validate(
        {
            "method": method,
            "numbers": numbers,
            "psnr": psnr(video, again),
            "ssim": ssim(video, again),
            "frames": frames,
            "height": height,
            "width": width,
            "picture": strip(again) if method == "autoencoder" or numbers == LATENT else "",
        }
    )
