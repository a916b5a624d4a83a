"""Clips of many sizes through one transformer, packed into a row, each seeing only itself.

Source: Dehghani et al. 2023 (NaViT), section 2.1: self-attention masks keep the examples apart.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from labs.spacetime_patches.cutting import Cut, Shape
from labs.spacetime_patches.events import Masked
from labs.spacetime_patches.packing import OTHERS
from labs.spacetime_patches.patches import patchify
from labs.spacetime_patches.scenes import SCENES, rendered
from labs.spacetime_patches.settings import PatchParams

WIDTH, HEADS, DEPTH = 48, 4, 2
FINEST = (4, 16, 16)
"""A finer cut than this is tried at this size, so that the comparison stays small."""


class Transformer(nn.Module):
    """Untrained, with weights drawn from a seed: whether clips mix does not depend on training."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.embed = nn.Linear(length, WIDTH)
        self.qkv = nn.ModuleList(nn.Linear(WIDTH, 3 * WIDTH) for _ in range(DEPTH))
        self.mlp = nn.ModuleList(
            nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))
            for _ in range(DEPTH)
        )

    def forward(self, tokens: Tensor, places: Tensor, clip: Tensor | None = None) -> Tensor:
        """Tokens (n, length) at places (n, 3); with ``clip`` (n,) each sees its own clip only."""
        mask = None if clip is None else clip[:, None] == clip[None, :]  # (n, n)
        x = self.embed(tokens) + waves(places)  # (n, width)
        for qkv, mlp in zip(self.qkv, self.mlp, strict=True):
            q, k, v = (
                each.reshape(-1, HEADS, WIDTH // HEADS).transpose(0, 1)[None]
                for each in qkv(functional.layer_norm(x, (WIDTH,))).chunk(3, dim=-1)
            )  # (1, heads, n, width / heads)
            seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            x = x + seen[0].transpose(0, 1).reshape(-1, WIDTH)
            x = x + mlp(functional.layer_norm(x, (WIDTH,)))
        return torch.as_tensor(x)


def waves(places: Tensor) -> Tensor:
    """Write positions (n, 3) as sines and cosines: (n, width), a third for each axis."""
    rates = torch.exp(torch.arange(WIDTH // 6) * (-4.0 / (WIDTH // 6)))
    angles = places[:, :, None].float() * rates  # (n, 3, width / 6)
    return torch.cat([angles.sin(), angles.cos()], dim=-1).reshape(len(places), WIDTH)


def separated(params: PatchParams) -> Masked:
    """Run clips alone, packed with masks, and packed without; tell how far outputs differ."""
    t, h, w = map(max, params.patch, FINEST)
    patch = t, h, w
    torch.manual_seed(params.seed)
    clips = [_tokens(shape, number, patch) for number, shape in enumerate(OTHERS)]
    network = Transformer(clips[0][0].shape[1]).eval()
    tokens, places = (torch.cat(each) for each in zip(*clips, strict=True))
    owner = torch.repeat_interleave(
        torch.arange(len(clips)), torch.tensor([len(each) for each, _ in clips])
    )
    with torch.inference_mode():
        alone = torch.cat([network(*each) for each in clips])
        packed, mixed = network(tokens, places, owner), network(tokens, places)
    return Masked(
        difference=float((packed - alone).abs().max()),
        unmasked=float((mixed - alone).abs().max()),
        clips=len(clips),
        tokens=len(tokens),
    )


def _tokens(shape: Shape, number: int, patch: Shape) -> tuple[Tensor, Tensor]:
    """Draw a clip and cut it: tokens (n, length) in 0 to 1, and their places (n, 3)."""
    clip = rendered(SCENES[number % len(SCENES)], number, *shape)
    grid = torch.ones(Cut(shape, patch).grid)
    return patchify(torch.from_numpy(clip).float() / 255, patch), grid.nonzero()
