"""The last part of a network: draws edges that large patches lose, a few pixels at a time.

A patch of 768 numbers goes through a transformer as 128, and comes out blurred even where it was
given without noise. Chen et al. 2025 (arXiv 2511.18822, figure 3) found so, too, and gave theirs a
small convolutional network that sees the noisy pixels beside what the transformer says of a patch.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import conv3d, interpolate, silu

from labs.video_generator.patching import Patch, patches, unpatched

CELL: Patch = (2, 2, 2)
"""What it tells at once."""
WIDTH, LAYERS = 48, 4
REACH = 3
"""Cells that a layer looks at along each side: one before, and one after."""
LEAST = 1e-6
"""Beside a mean square that divides."""


class Detailer(nn.Module):
    """Tells what is to be added to each pixel of a clip; untrained, nothing."""

    def __init__(self, patch: Patch, width: int, channels: int) -> None:
        super().__init__()
        self.patch = patch
        values = CELL[0] * CELL[1] * CELL[2] * channels
        self.read = nn.Linear(2 * values, WIDTH)
        self.read_patch = nn.Linear(width, WIDTH)
        self.layers = nn.ModuleList(Layer(width) for _ in range(LAYERS))
        self.write = nn.Linear(WIDTH, values)
        nn.init.zeros_(self.write.weight)
        nn.init.zeros_(self.write.bias)

    def forward(
        self,
        told: Tensor,  # (b, tokens, patch values): what the transformer says was there
        noisy: Tensor,  # (b, tokens, patch values)
        x: Tensor,  # (b, tokens, width): how the transformer says it
        asked: Tensor,  # (b, width)
        grid: Sequence[int],  # patches in time, rows and columns
    ) -> Tensor:
        finer = [side // cell for side, cell in zip(self.patch, CELL, strict=True)]
        cells = [count * parts for count, parts in zip(grid, finer, strict=True)]
        both = [patches(unpatched(each, self.patch, grid), CELL) for each in (told, noisy)]
        near = self.read(torch.cat(both, dim=-1))  # (b, cells, WIDTH)
        wide = self.read_patch(x).mT.unflatten(-1, list(grid))  # (b, WIDTH, t, h, w)
        y = near.mT.unflatten(-1, cells) + interpolate(wide, scale_factor=[float(n) for n in finer])
        for layer in self.layers:
            y = layer(y, asked)  # (b, WIDTH, *cells)
        return patches(unpatched(self.write(y.flatten(2).mT), CELL, cells), self.patch)


class Layer(nn.Module):
    """A convolution over time, rows and columns, shifted and scaled as the transformer's layers."""

    def __init__(self, width: int) -> None:
        super().__init__()
        inputs = WIDTH * REACH**3
        self.modulation = nn.Linear(width, 2 * WIDTH)
        self.kernel = nn.Parameter(torch.randn(WIDTH, inputs) / inputs**0.5)
        """A matrix, as Muon takes."""
        self.bias = nn.Parameter(torch.zeros(WIDTH))
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, x: Tensor, asked: Tensor) -> Tensor:
        scale, shift = self.modulation(asked)[..., None, None, None].chunk(2, dim=1)
        y = x * (x.square().mean(1, keepdim=True) + LEAST).rsqrt()  # (b, WIDTH, t, h, w)
        kernel = self.kernel.view(WIDTH, WIDTH, REACH, REACH, REACH)
        y = conv3d(silu(y * (1 + scale) + shift), kernel, self.bias, padding=REACH // 2)
        return x + y
