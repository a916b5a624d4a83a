"""Hide patches of the clip, and fill them with the masked autoencoder and with their neighbours.

Source: Tong et al. 2022 (VideoMAE), section 3, for random, tube and frame masking.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labs.contract import Event
from labs.shared.autoencoder import gridded, ungridded
from labs.spacetime_patches.events import Filled, Rebuilt
from labs.spacetime_patches.hiding import SCHEMES, Scheme, filled, kept
from labs.spacetime_patches.models import MASKED_PATCH, MaskedAutoencoder
from labs.spacetime_patches.resizing import psnr, small, strip
from labs.spacetime_patches.scenes import Frames
from labs.spacetime_patches.settings import PatchParams

SHARES = (0.05, 0.1, 0.25, 0.5, 0.75)
GREY = 0.0


@dataclass(frozen=True)
class Guess:
    """One mask, and the two ways to fill it: grids (t, h, w, values)."""

    keep: NDArray[np.bool_]
    nearest: Tensor
    rebuilt: Tensor

    @classmethod
    def of(cls, grid: Tensor, keep: NDArray[np.bool_], network: MaskedAutoencoder) -> "Guess":
        full, hidden, away = filled(grid, keep)
        with torch.inference_mode():
            again = network(full[None], hidden[None], away[None])[0].clamp(-1, 1)
        return cls(keep, full, again)


def hidden(params: PatchParams, clip: Frames, network: torch.nn.Module) -> Iterator[Event]:
    """Tell the error against the share kept, for every scheme, and show the chosen one."""
    assert isinstance(network, MaskedAutoencoder)
    video = small(clip, MASKED_PATCH[1])
    if video.shape[1] % 2:
        video = torch.cat([video, video[:, -1:]], dim=1)
    grid = gridded(video, MASKED_PATCH)[0]
    for scheme in SCHEMES:
        for share in sorted({*SHARES, params.keep} if scheme == params.hide else SHARES):
            chosen = scheme == params.hide and share == params.keep
            guess = Guess.of(grid, _mask(scheme, share, grid, params.seed), network)
            if not guess.keep.all():
                yield _told(scheme, share, grid, guess, chosen=chosen)
            if chosen:
                yield _shown(scheme, share, grid, guess)


def _mask(scheme: Scheme, share: float, grid: Tensor, seed: int) -> NDArray[np.bool_]:
    t, h, w, _ = grid.shape
    return kept(scheme, share, (t, h, w), np.random.default_rng(seed))


def _told(scheme: Scheme, share: float, grid: Tensor, guess: Guess, *, chosen: bool) -> Rebuilt:
    gone = torch.as_tensor(~guess.keep)
    return Rebuilt(
        scheme=scheme,
        keep=share,
        psnr=psnr(grid[gone], guess.rebuilt[gone]),
        nearest_psnr=psnr(grid[gone], guess.nearest[gone]),
        chosen=chosen,
    )


def _shown(scheme: Scheme, share: float, grid: Tensor, guess: Guess) -> Filled:
    seen = torch.where(torch.as_tensor(guess.keep)[..., None], grid, torch.tensor(GREY))
    pictures = (grid, seen, guess.nearest, guess.rebuilt)
    original, holes, nearest, rebuilt = (
        strip(ungridded(each[None], MASKED_PATCH)[0]) for each in pictures
    )
    return Filled(
        scheme=scheme,
        keep=share,
        kept=int(guess.keep.sum()),
        patches=guess.keep.size,
        original=original,
        hidden=holes,
        nearest=nearest,
        rebuilt=rebuilt,
    )
