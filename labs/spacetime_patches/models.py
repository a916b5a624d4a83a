"""Two small networks that know clips as patches: one squeezes them, one fills what is hidden.

The one that squeezes is shared with the lab that generates clips.
"""

from typing import Literal

import torch
from torch import Tensor, nn

from labs.shared.autoencoder import CausalAutoencoder, Mixing

MASKED_PATCH = (2, 8, 8)

Kind = Literal["autoencoder", "masked"]


class MaskedAutoencoder(nn.Module):
    """Fills hidden 2×8×8 patches from those that were kept.

    It is given the nearest kept patch in the place of each hidden one, says how to change it,
    and never sees what was hidden.
    """

    def __init__(self, width: int = 96, blocks: int = 5) -> None:
        super().__init__()
        values = MASKED_PATCH[0] * MASKED_PATCH[1] * MASKED_PATCH[2] * 3
        self.read = nn.Linear(values + 4, width)
        self.mixing = nn.Sequential(*(Mixing(width, causal=False) for _ in range(blocks)))
        self.norm = nn.LayerNorm(width)
        self.write = nn.Linear(width, values)
        nn.init.zeros_(self.write.weight)

    def forward(self, filled: Tensor, hidden: Tensor, away: Tensor) -> Tensor:
        """Return all patches, the kept ones untouched: (batch, t, h, w, values).

        ``filled`` (batch, t, h, w, values): the nearest kept patch; ``hidden`` (batch, t, h, w): 1
        where hidden; ``away`` (batch, t, h, w, 3): how far away that patch is, in patches.
        """
        seen = torch.cat([filled, hidden[..., None], away / 4], dim=-1)
        change = self.write(self.norm(self.mixing(self.read(seen))))
        return torch.as_tensor(filled + change * hidden[..., None])


def made(kind: Kind) -> CausalAutoencoder | MaskedAutoencoder:
    """Make an untrained network."""
    return CausalAutoencoder() if kind == "autoencoder" else MaskedAutoencoder()
