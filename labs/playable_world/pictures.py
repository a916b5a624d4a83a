"""Dreams as pictures: every frame of one on a sheet, or a few beside the game's own."""

import base64
from fractions import Fraction

import numpy as np
from av import CodecContext, VideoFrame
from numpy.typing import NDArray

from labs.playable_world.drawing import LAMP_ROWS, Frames, lamp_columns
from labs.playable_world.recorded import COLUMNS
from labs.playable_world.world import LAMPS
from labs.shared.png import contact_sheet, data_uri

QUALITY = "60"

Floats = NDArray[np.float32]


def as_bytes(frames: Floats) -> Frames:
    """Round colours from 0 to 1 to bytes."""
    return np.asarray(np.rint(frames * 255), dtype=np.uint8)


def sheet(frames: Frames, columns: int = COLUMNS) -> bytes:
    """Lay frames (n, 64, 64, 3) on a sheet of at most so many in a row, as WebP."""
    pixels = contact_sheet(frames, min(columns, len(frames)))
    encoder = CodecContext.create("libwebp", "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(1, 1)
    encoder.options = {"quality": QUALITY, "compression_level": "4"}
    frame = VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p")
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def sheet_uri(frames: Frames) -> str:
    """Return such a sheet as text that an ``<img>`` can show."""
    return "data:image/webp;base64," + base64.b64encode(sheet(frames)).decode()


def lamps(frames: Frames) -> Frames:
    """Return how the lamps went through frames (n, 64, 64, 3): a row each, (4, n, 3)."""
    rows = [frames[:, LAMP_ROWS, lamp_columns(lamp)].mean(axis=(1, 2)) for lamp in range(LAMPS)]
    return np.asarray(np.rint(np.stack(rows)), dtype=np.uint8)


def side_by_side(games: Frames, dreams: Frames) -> str:
    """Return frames of games above those of their dreams, (n, 64, 64, 3) each, as a data URI."""
    return data_uri(contact_sheet(np.concatenate([games, dreams]), len(games)))
