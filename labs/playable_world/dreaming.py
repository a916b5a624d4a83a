"""A network as something that dreams: arrays in, arrays out."""

import numpy as np
import torch
from numpy.typing import NDArray

from labs.playable_world.codes import coded, meant
from labs.playable_world.drifting import Dream, Floats
from labs.playable_world.network import Dreamer


def dreamed_by(network: Dreamer, device: str = "cpu") -> Dream:
    """Return the dream of a network, on the device where it lies."""
    named = coded if network.invented else meant

    @torch.inference_mode()
    def dream(shown: Floats, keys: NDArray[np.int64]) -> Floats:
        frames = torch.from_numpy(shown).to(device).permute(0, 1, 4, 2, 3) * 2 - 1
        made = network(frames, torch.from_numpy(named(keys)).to(device)).float().clamp(-1, 1)
        return np.ascontiguousarray(((made + 1) / 2).permute(0, 2, 3, 1).cpu().numpy())

    return dream
