"""Plays a file as the browser does."""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from labs.playable_world.chance import noised
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.flowing import Flow, shares
from labs.playable_world.making import Dreaming
from labs.playable_world.world import SIZE


def far_apart(path: Path, network: Dreaming, frames: NDArray[np.float32], key: int) -> float:
    """Say how far a frame of the file is from torch's, in colours from 0 to 1."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    told = {"frames": frames, "key": np.array([key], dtype=np.int32)}
    if not isinstance(network, Flow):
        (dreamed,) = session.run(None, told)
    else:
        dreamed = (noised(0, 0, SIZE * SIZE * 3).reshape(1, SIZE, SIZE, 3) + 1) / 2
        for level, share in zip(network.levels, shares(network.levels), strict=True):
            given = {"mixed": dreamed, "level": np.array([level], dtype=np.int32)}
            (clean,) = session.run(None, told | given)
            dreamed = dreamed + np.float32(share) * (clean - dreamed)
    return float(np.abs(dreamed - dreamed_by(network)(frames, np.array([key]))).max())
