"""The autoencoder of the world model: a frame of 64 × 64 pixels as 81 numbers, and back.

Source: Ha & Schmidhuber 2018 (World Models, section 2.2: "Vision"). Theirs is variational; here a
fixed noise on the numbers and a small weight on their squares do the same work. The numbers lie on
a map of 9 × 9, each beside those of the places around it.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from labs.playable_world.drawing import FLOOR

MAP = 9
"""Numbers along a side of the map; the outer ones lie half beyond the frame."""
LATENT = MAP * MAP
FOLD = 4
PIXELS = 3 * FOLD * FOLD
NOISE = 0.1
"""Of the numbers in training: neighbouring ones must mean nearly the same."""
RARE = 8.0
"""How much more a pixel weighs that is as far from the floor's colour as black is from white."""
SQUARES = 1e-3


class Vision(nn.Module):
    """Sees (encodes) and draws (decodes) frames whose colours run from −1 to 1."""

    def __init__(self, fine: int = 32, coarse: int = 64) -> None:
        super().__init__()
        self.read = nn.Conv2d(PIXELS, fine, 3, padding=1)
        self.gather = nn.Conv2d(fine, coarse, 2, stride=2)
        self.squeeze = nn.Conv2d(coarse, 1, 3, padding=1)
        self.spread = nn.Conv2d(1, coarse, 3, padding=1)
        self.part = nn.ConvTranspose2d(coarse, fine, 2, stride=2)
        self.write = nn.Conv2d(fine, PIXELS, 3, padding=1)

    def encode(self, frames: Tensor) -> Tensor:
        """(b, 3, 64, 64) → (b, 81)."""
        folded = functional.pad(functional.pixel_unshuffle(frames, FOLD), (1, 1, 1, 1))
        fine = functional.silu(self.read(folded))  # (b, fine, 18, 18)
        coarse = functional.silu(self.gather(fine))  # (b, coarse, 9, 9)
        return torch.as_tensor(self.squeeze(coarse)).flatten(1)

    def decode(self, z: Tensor) -> Tensor:
        """(b, 81) → (b, 3, 64, 64)."""
        coarse = functional.silu(self.spread(z.reshape(-1, 1, MAP, MAP)))
        fine = functional.silu(self.part(coarse))  # (b, fine, 18, 18)
        drawn = torch.as_tensor(functional.pixel_shuffle(self.write(fine), FOLD))
        return drawn[..., FOLD:-FOLD, FOLD:-FOLD]


def vision_loss(vision: Vision, frames: Tensor, noise: Tensor) -> Tensor:
    """Return the squared error of frames drawn from noisy numbers; what is not floor weighs more.

    ``frames`` (b, 3, 64, 64) from −1 to 1, ``noise`` (b, 81) of variance 1.
    """
    z = vision.encode(frames)
    floor = frames.new_tensor(FLOOR)[:, None, None] / 127.5 - 1
    weight = 1 + RARE * (frames - floor).abs().amax(dim=1, keepdim=True)  # (b, 1, 64, 64)
    missed = (vision.decode(z + NOISE * noise) - frames).square()
    return (weight * missed).mean() + SQUARES * z.square().mean()
