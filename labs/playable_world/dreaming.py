"""A network as something that dreams: arrays in, arrays out."""

from itertools import count

import numpy as np
import torch
from numpy.typing import NDArray

from labs.playable_world.chance import noised
from labs.playable_world.drifting import Dream, Floats
from labs.playable_world.flowing import Flow
from labs.playable_world.making import Dreaming
from labs.playable_world.world import SIZE

FRAME = (SIZE, SIZE, 3)


def dreamed_by(network: Dreaming, device: str = "cpu") -> Dream:
    """Return the dream of a network, on the device where it lies.

    Noise to draw frames from follows from the number of the game and of the frame, so that the same
    play is always dreamed alike, in the browser too.
    """
    numbers = count()

    @torch.inference_mode()
    def dream(shown: Floats, keys: NDArray[np.int64]) -> Floats:
        given = [_channels_first(torch.from_numpy(shown) * 2 - 1), torch.from_numpy(keys)]
        if isinstance(network, Flow):
            frame = next(numbers)
            noise = np.stack([noised(game, frame, SIZE * SIZE * 3) for game in range(len(keys))])
            given.append(_channels_first(torch.from_numpy(noise).reshape(-1, *FRAME)))
        made = network(*(each.to(device) for each in given)).float().clamp(-1, 1)
        return np.ascontiguousarray(((made + 1) / 2).permute(0, 2, 3, 1).cpu().numpy())

    return dream


def _channels_first(frames: torch.Tensor) -> torch.Tensor:
    return frames.movedim(-1, -3)
