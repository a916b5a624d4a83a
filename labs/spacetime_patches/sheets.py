"""Write the page's pictures of the built-in clips: ``python -m labs.spacetime_patches.sheets``."""

from fractions import Fraction
from pathlib import Path

import numpy as np
from av import CodecContext, VideoFrame

from labs.shared.png import contact_sheet
from labs.spacetime_patches.clip import COLUMNS
from labs.spacetime_patches.picture import PAPER, exploded
from labs.spacetime_patches.scenes import SCENES, Frames, rendered

FORMATS = {3: "rgb24", 4: "rgba"}
FOLDER = Path(__file__).parent / "static" / "spacetime_patches" / "clips"


def webp(pixels: Frames) -> bytes:
    """Encode a picture (height, width, 3, or 4 with alpha) as WebP, losing nothing."""
    encoder = CodecContext.create("libwebp", "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt = "bgra"
    encoder.time_base = Fraction(1, 1)
    encoder.options = {"lossless": "1", "compression_level": "6", "quality": "100"}
    frame = VideoFrame.from_ndarray(pixels, format=FORMATS[pixels.shape[2]]).reformat(format="bgra")
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def on_any_paper(picture: Frames) -> Frames:
    """Let the light paper of a picture (height, width, 3) be seen through: a page may be dark."""
    alpha = 255 * (picture != PAPER.astype(np.uint8)).any(axis=2, keepdims=True)
    return np.concatenate([picture, alpha.astype(np.uint8)], axis=2)


def main() -> None:
    """Draw every clip anew."""
    for scene in SCENES:
        (FOLDER / f"{scene}.webp").write_bytes(webp(contact_sheet(rendered(scene), COLUMNS)))
    card = exploded(rendered("shapes"), (4, 16, 16))[::2, ::2]
    (FOLDER.parent / "cube.webp").write_bytes(webp(on_any_paper(card)))


if __name__ == "__main__":
    main()
