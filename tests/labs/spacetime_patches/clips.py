"""Video files, made as a visitor's camera makes them."""

from io import BytesIO

import av
import numpy as np

from labs.spacetime_patches.scenes import Frames, rendered


def video(frames: Frames, codec: str = "libx264", container: str = "mp4", rate: int = 30) -> bytes:
    out = BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.height, stream.width = frames.shape[1:3]
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        file.mux(stream.encode())
    return out.getvalue()


def small(count: int = 20) -> Frames:
    return rendered("shapes", 3, count, 64, 96)


def npy(array: np.ndarray) -> bytes:
    out = BytesIO()
    np.save(out, array)
    return out.getvalue()
