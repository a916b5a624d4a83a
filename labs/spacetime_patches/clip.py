"""The clip that is cut: drawn by code, or a visitor's frames."""

import base64
from fractions import Fraction
from io import BytesIO

import numpy as np

from labs.contract import Opener
from labs.spacetime_patches import scenes
from labs.spacetime_patches.cutting import sampled
from labs.spacetime_patches.decoder import LONGEST_SIDE, MOST_FRAMES
from labs.spacetime_patches.decoding import decode
from labs.spacetime_patches.events import Sampled
from labs.spacetime_patches.scenes import Frames, rendered
from labs.spacetime_patches.settings import PatchParams

NPY = b"\x93NUMPY"
COLUMNS = 8
LONGEST_TILE = 128
"""Pixels; the sheet is for looking at."""
SHEETS_REMEMBERED = 8

Sheet = tuple[tuple[int, ...], tuple[int, int], str]
"""The clip's shape, a tile's size, and the picture of all tiles as a data URI."""
_SHEETS: dict[str, Sheet] = {}


def frames_of(data: bytes) -> Frames:
    """Read frames (frames, height, width, 3) from a .npy file, or sample them from a video.

    Raises: ValueError.
    """
    kept = data if data.startswith(NPY) else decode(data)
    try:
        frames = np.load(BytesIO(kept), allow_pickle=False)
    except (ValueError, EOFError, OSError, MemoryError) as error:
        raise ValueError("the .npy file cannot be read; write it with numpy.save") from error
    _refuse_misshapen(frames.dtype, frames.shape)
    return np.ascontiguousarray(frames)


def _refuse_misshapen(kind: np.dtype[np.generic], shape: tuple[int, ...]) -> None:
    if kind != np.uint8 or len(shape) != 4 or shape[3] != 3:
        raise ValueError(
            f"the array is {kind} of shape {shape}, but frames are uint8 of shape "
            "(frames, height, width, 3); convert it"
        )
    if not (0 < shape[0] <= MOST_FRAMES and 0 < min(shape[1:3]) <= max(shape[1:3]) <= LONGEST_SIDE):
        raise ValueError(
            f"the array holds {shape[0]} frames of {shape[1]} × {shape[2]}, but 1 to {MOST_FRAMES} "
            f"of at most {LONGEST_SIDE} × {LONGEST_SIDE} are taken; sample it"
        )


def clip_of(params: PatchParams, open_upload: Opener) -> Frames:
    """Return the frames to cut: (frames, height, width, 3).

    Raises: ValueError, FileNotFoundError.
    """
    every = _own(params.clip, open_upload) if params.scene == "own" else rendered(params.scene)
    return every[sampled(len(every), params.frames)]


def _own(clip: str | None, open_upload: Opener) -> Frames:
    assert clip is not None, "the settings see to it"
    with open_upload(clip) as file:
        return frames_of(file.read())


def told(params: PatchParams, open_upload: Opener) -> Sampled:
    """Tell which frames are cut, with a picture of all that were kept. Raises as ``clip_of``."""
    if params.scene != "own":
        shape = (scenes.FRAMES, scenes.HEIGHT, scenes.WIDTH)
        return _told(params, shape, shape[1:], "")
    assert params.clip is not None, "the settings see to it"
    return _told(params, *_sheet_of(params.clip, open_upload))


def _sheet_of(clip: str, open_upload: Opener) -> Sheet:
    """Draw the sheet of a kept clip, or remember it: equal names hold equal clips."""
    if clip not in _SHEETS:
        while len(_SHEETS) >= SHEETS_REMEMBERED:
            _SHEETS.pop(next(iter(_SHEETS)), None)
        every = _own(clip, open_upload)
        _SHEETS[clip] = every.shape[:3], *_sheet(every)
    return _SHEETS[clip]


def _told(
    params: PatchParams, shape: tuple[int, ...], tile: tuple[int, ...], sheet: str
) -> Sampled:
    return Sampled(
        scene=params.scene,
        frames=min(shape[0], params.frames),
        height=shape[1],
        width=shape[2],
        tiles=shape[0],
        tile_height=tile[0],
        tile_width=tile[1],
        columns=min(COLUMNS, shape[0]),
        sheet=sheet,
    )


def _sheet(frames: Frames) -> tuple[tuple[int, int], str]:
    """Draw frames side by side, small, as JPEG: its tile's size, and a data URI."""
    import av

    count, height, width = frames.shape[:3]
    scale = min(1.0, LONGEST_TILE / max(height, width))
    tile = max(1, round(height * scale)), max(1, round(width * scale))
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    sheet = np.zeros((_even(rows * tile[0]), _even(columns * tile[1]), 3), np.uint8)
    for place, frame in enumerate(frames):
        small = av.VideoFrame.from_ndarray(frame, format="rgb24")
        top, left = place // columns * tile[0], place % columns * tile[1]
        sheet[top : top + tile[0], left : left + tile[1]] = small.reformat(
            tile[1], tile[0]
        ).to_ndarray(format="rgb24")
    return tile, "data:image/jpeg;base64," + base64.b64encode(_jpeg(sheet)).decode()


def _even(pixels: int) -> int:
    """Round up to what halved colour needs."""
    return pixels + pixels % 2


def _jpeg(pixels: Frames) -> bytes:
    from av import CodecContext, VideoFrame

    encoder = CodecContext.create("mjpeg", "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt = "yuvj420p"
    encoder.options = {"q": "5", "flags": "qscale", "global_quality": "590"}
    frame = VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuvj420p")
    encoder.time_base = Fraction(1, 1)
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
