"""Where patches look: each layer's attention at the last step, small enough for a page."""

import base64
from collections.abc import Iterator, Sequence

import torch

from labs.video_generator.cost import Space
from labs.video_generator.events import Attended
from labs.video_generator.network import Looks

MOST_TOKENS = 96
"""Of which all pairs are told; of more, none."""


def attended(
    words: Sequence[str],
    grid: tuple[int, int, int],
    looks: Sequence[Looks],
    clip: int = 0,
    space: Space = "pixels",
) -> Iterator[Attended]:
    """Tell every layer's attention from a clip's patches to words and patches, the heads' mean."""
    tokens = grid[0] * grid[1] * grid[2]
    if tokens > MOST_TOKENS:
        return
    for each in looks:
        assert each.shares is not None, "the network filled them in"
        spoken, first = len(words), each.shares.shape[-1] - tokens
        rows = each.shares[clip, :, first:].mean(0)  # (tokens, words + tokens)
        to_words, to_patches = rows[:, :spoken], rows[:, first:]
        shares = torch.cat([to_words, to_patches], dim=1)
        scaled = (255 * shares / shares.amax(1, keepdim=True)).round().byte()
        slab = torch.arange(tokens) // (grid[1] * grid[2])
        same = slab[:, None] == slab[None]
        yield Attended(
            layer=each.layer + 1,
            layers=len(looks),
            words=tuple(words),
            grid=grid,
            alone=space == "latent",
            shares=base64.b64encode(scaled.numpy().tobytes()).decode(),
            to_words=round(float(to_words.sum(1).mean()), 4),
            same_time=round(float((to_patches * same).sum(1).mean()), 4),
        )
