"""Act out the keys that a network invented: the same start for each, and that key held."""

from collections.abc import Iterator

import numpy as np

from labs.playable_world.boards import laid
from labs.playable_world.codes import CODES, card, meaning
from labs.playable_world.drawing import Frames
from labs.playable_world.drifting import Dream, paired
from labs.playable_world.events import Acted
from labs.playable_world.pictures import as_bytes
from labs.playable_world.recorded import HELD
from labs.playable_world.world import FIRST_WORLD, KEYS, gathered
from labs.shared.clips import data_uri, strip, webp

STAGE = "#.....#.o...o...........P...........o...o.#..B..#"
"""The player stands in the midst, and nothing is in its way."""
FPS, QUALITY = 8, 60
STILLS = slice(0, None, HELD)
"""Frames that say the same where nothing is to move: the first and the last."""


def acted(dream: Dream, context: int) -> Frames:
    """Hold each invented key from the same start: (codes, 1 + HELD, 64, 64, 3)."""
    own = np.arange(len(KEYS), len(KEYS) + CODES)
    games = gathered([laid(STAGE, FIRST_WORLD)] * CODES)
    pair = paired(games, np.zeros((context - 1, CODES), dtype=np.int64), dream)
    frames = [as_bytes(pair.dreamed)]
    for _ in range(HELD):
        pair.step(own)
        frames.append(as_bytes(pair.dreamed))
    return np.stack(frames, axis=1)


def filed(frames: Frames) -> tuple[bytes, bytes]:
    """Return one of them as a clip that moves, and as a strip that does not."""
    return webp(frames, FPS, QUALITY), strip(frames[STILLS], QUALITY)


def told_acted(dream: Dream, context: int) -> Iterator[Acted]:
    """Tell what a network dreams now while each key is held."""
    meant = meaning(card(CODES)["table"])
    for code, frames in enumerate(acted(dream, context)):
        clip, still = map(data_uri, filed(frames))
        yield Acted(code=code + 1, means=KEYS[meant[code]], steps=HELD, clip=clip, strip=still)
