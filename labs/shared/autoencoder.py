"""A clip's patches on a grid, and the causal autoencoder that squeezes them.

Patches stand on a grid (batch, time, rows, columns, values); each place is mixed with its eight
neighbours in space and with the slabs before (and after) it in time. Not for cards and previews: it
imports torch.
"""

import torch
from torch import Tensor, nn

Patch = tuple[int, int, int]
SQUEEZED: Patch = (4, 8, 8)
"""Frames, rows and columns of pixels that become one latent."""
LATENT = 32
"""Numbers that are kept of each 4×8×8 patch of 768."""


def gridded(video: Tensor, patch: Patch) -> Tensor:
    """Cut clips (batch, T, H, W, C) that the patch divides: (batch, t, h, w, values)."""
    b, frames, height, width, channels = video.shape
    pt, ph, pw = patch
    parted = video.reshape(b, frames // pt, pt, height // ph, ph, width // pw, pw, channels)
    moved = parted.permute(0, 1, 3, 5, 2, 4, 6, 7)  # (b, t, h, w, pt, ph, pw, c)
    return moved.reshape(*moved.shape[:4], pt * ph * pw * channels)


def ungridded(grid: Tensor, patch: Patch) -> Tensor:
    """Undo ``gridded``: (batch, t, h, w, values) → (batch, T, H, W, C)."""
    b, t, h, w, _ = grid.shape
    pt, ph, pw = patch
    moved = grid.reshape(b, t, h, w, pt, ph, pw, -1).permute(0, 1, 4, 2, 5, 3, 6, 7)
    return moved.reshape(b, t * pt, h * ph, w * pw, -1)


class Mixing(nn.Module):
    """A residual block: a place, its neighbours in space, and the slabs beside it in time."""

    def __init__(self, width: int, *, causal: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.space = nn.Conv2d(width, width, 3, padding=1)
        self.before = nn.Linear(width, width, bias=False)
        self.after = None if causal else nn.Linear(width, width, bias=False)
        self.out = nn.Linear(width, width)
        nn.init.zeros_(self.out.weight)

    def forward(self, x: Tensor) -> Tensor:
        b, t, h, w, c = x.shape
        y = self.norm(x)
        flat = y.reshape(b * t, h, w, c).permute(0, 3, 1, 2)  # (b·t, c, h, w)
        mixed = self.space(flat).permute(0, 2, 3, 1).reshape(b, t, h, w, c)
        nothing = torch.zeros_like(y[:, :1])
        mixed = mixed + self.before(torch.cat([nothing, y[:, :-1]], dim=1))
        if self.after is not None:
            mixed = mixed + self.after(torch.cat([y[:, 1:], nothing], dim=1))
        return x + torch.as_tensor(self.out(nn.functional.gelu(mixed)))


class CausalAutoencoder(nn.Module):
    """Squeezes 4× in time and 8× in space. No latent knows of frames after its own.

    The first frame stands alone: T frames give (T − 1) // 4 + 1 latents, as in the VAEs of
    CogVideoX, HunyuanVideo and Wan. Clips are in −1 to 1.
    """

    def __init__(self, width: int = 128, blocks: int = 2) -> None:
        super().__init__()
        values = SQUEEZED[0] * SQUEEZED[1] * SQUEEZED[2] * 3
        self.read = nn.Linear(values, width)
        self.encoder = nn.Sequential(*(Mixing(width, causal=True) for _ in range(blocks)))
        self.squeeze = nn.Linear(width, LATENT)
        self.widen = nn.Linear(LATENT, width)
        self.decoder = nn.Sequential(*(Mixing(width, causal=True) for _ in range(blocks)))
        self.write = nn.Linear(width, values)

    def encode(self, video: Tensor) -> Tensor:
        """(batch, 1 + 4 k, H, W, 3) → (batch, 1 + k, H / 8, W / 8, 32)."""
        first = video[:, :1].expand(-1, SQUEEZED[0] - 1, -1, -1, -1)
        grid = gridded(torch.cat([first, video], dim=1), SQUEEZED)
        return torch.as_tensor(self.squeeze(self.encoder(self.read(grid))))

    def decode(self, latent: Tensor) -> Tensor:
        """(batch, 1 + k, H / 8, W / 8, 32) → (batch, 1 + 4 k, H, W, 3)."""
        grid = self.write(self.decoder(self.widen(latent)))
        return ungridded(grid, SQUEEZED)[:, SQUEEZED[0] - 1 :]

    def forward(self, video: Tensor) -> Tensor:
        return self.decode(self.encode(video))
