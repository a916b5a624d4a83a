"""Pictures as PNG files, by numpy and zlib alone."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR, INDEXED = 2, 3
MOST_INDEXED = 256


def png(pixels: Pixels) -> bytes:
    """Encode (height, width, 3) bytes, with a palette where 256 colours are enough."""
    height, width, _ = pixels.shape
    palette = _palette(pixels)
    if palette is None:
        kind, rows, colours = TRUE_COLOUR, _filtered(pixels), b""
    else:
        kind, rows = INDEXED, _unfiltered(palette[1].reshape(height, width))
        colours = _chunk(b"PLTE", palette[0].tobytes())
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    body = _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
    return SIGNATURE + _chunk(b"IHDR", header) + colours + body + _chunk(b"IEND", b"")


def data_uri(pixels: Pixels) -> str:
    """Return a picture as text that an ``<img>`` can show."""
    return "data:image/png;base64," + base64.b64encode(png(pixels)).decode()


def contact_sheet(frames: Pixels, columns: int) -> Pixels:
    """Lay frames (frames, height, width, 3) side by side, row by row; what is left is black."""
    count, height, width, _ = frames.shape
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, height, width, 3), np.uint8)
    sheet[:count] = frames
    tiles = sheet.reshape(rows, columns, height, width, 3).swapaxes(1, 2)
    return tiles.reshape(rows * height, columns * width, 3)


def _palette(pixels: Pixels) -> tuple[Pixels, Pixels] | None:
    packed = pixels.reshape(-1, 3).astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    colours, places = np.unique(packed, return_inverse=True)
    if len(colours) > MOST_INDEXED:
        return None
    split = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    return split.astype(np.uint8), places.astype(np.uint8)


def _unfiltered(rows: Pixels) -> Pixels:
    return np.concatenate([np.zeros((len(rows), 1), np.uint8), rows], axis=1)


def _filtered(pixels: Pixels) -> Pixels:
    """Store each row as its difference from the row above, PNG's filter 2."""
    flat = pixels.reshape(len(pixels), -1)
    above = np.concatenate([np.zeros((1, flat.shape[1]), np.uint8), flat[:-1]])
    return np.concatenate([np.full((len(flat), 1), 2, np.uint8), flat - above], axis=1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
