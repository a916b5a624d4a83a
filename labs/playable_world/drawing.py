"""How a state of the game looks: 64 × 64 pixels in full colour, as ``engine.js`` draws it too."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.world import COINS, LAMPS, SIZE, Games

Frames = NDArray[np.uint8]
"""(n, 64, 64, 3)."""

FLOOR, DOT = (22, 24, 36), (40, 44, 62)
BRICK, JOINT = (104, 110, 134), (72, 77, 98)
COAT, EYE = (86, 180, 233), (12, 20, 40)
FLAME, GLEAM = (236, 96, 22), (255, 214, 170)
GOLD, RIM = (240, 228, 66), (168, 142, 20)
LIT, UNLIT = (60, 240, 160), (44, 58, 62)
LAMP_PLACES = (7, 12, 18, 23)
"""The column of each lamp, in points; a lamp is 2 × 1 points in the upper wall."""


LAMP_ROWS = slice(1, 3)


@dataclass(frozen=True, slots=True)
class Sprite:
    colours: NDArray[np.uint8]
    """(height, width, 3)."""
    covers: NDArray[np.bool_]
    """(height, width): where it hides what lies below."""


def _sprite(rows: str, **inks: tuple[int, int, int]) -> Sprite:
    """Paint a sprite from rows of letters, each an ink; a full stop lets the floor be seen."""
    letters = [list(row) for row in rows.split()]
    colours = [[inks.get(letter, FLOOR) for letter in row] for row in letters]
    return Sprite(np.array(colours, dtype=np.uint8), np.array(letters) != ".")


PLAYER_SPRITE = _sprite("cccccc cccccc ceccec ceccec cccccc cccccc", c=COAT, e=EYE)
BALL_SPRITE = _sprite("ffff fggf fgff ffff", f=FLAME, g=GLEAM)
COIN_SPRITE = _sprite(".gg. gggr gggr .rr.", g=GOLD, r=RIM)


def _tiled(rows: str, **inks: tuple[int, int, int]) -> Frames:
    tile = _sprite(rows, **inks).colours
    return np.tile(tile, (SIZE // tile.shape[0], SIZE // tile.shape[1], 1))


BRICKS = _tiled("bbbbbbbj bbbbbbbj bbbbbbbj jjjjjjjj bbbjbbbb bbbjbbbb bbbjbbbb jjjjjjjj",
                b=BRICK, j=JOINT)  # fmt: skip
GROUND = np.empty((SIZE, SIZE, 3), dtype=np.uint8)
GROUND[:] = FLOOR
GROUND[4::8, 4::8] = DOT


def lamp_columns(lamp: int) -> slice:
    return slice(2 * LAMP_PLACES[lamp], 2 * LAMP_PLACES[lamp] + 4)


def _lamp_pixels() -> NDArray[np.bool_]:
    pixels = np.zeros((SIZE, SIZE), dtype=np.bool_)
    for lamp in range(LAMPS):
        pixels[LAMP_ROWS, lamp_columns(lamp)] = True
    return pixels


LAMP_PIXELS = _lamp_pixels()
"""Where chance decides what is seen."""


def draw(games: Games) -> Frames:
    """Draw every game: the ball above the player, the player above coins, all above the floor."""
    n = len(games)
    wall = games.solid.repeat(2, axis=1).repeat(2, axis=2)
    frames = np.where(wall[..., None], BRICKS, GROUND)
    everyone = np.ones(n, dtype=bool)
    for lamp in range(LAMPS):
        is_lit = (games.lamp == lamp)[:, None, None, None]
        lit, unlit = (np.array(colour, np.uint8) for colour in (LIT, UNLIT))
        frames[:, LAMP_ROWS, lamp_columns(lamp)] = np.where(is_lit, lit, unlit)
    for coin in range(COINS):
        _stamp(frames, COIN_SPRITE, games.coins[:, coin], games.there[:, coin])
    _stamp(frames, PLAYER_SPRITE, games.player, everyone)
    _stamp(frames, BALL_SPRITE, games.ball, everyone)
    return frames


def _stamp(
    frames: Frames, sprite: Sprite, place: NDArray[np.int64], shown: NDArray[np.bool_]
) -> None:
    rows, columns = np.nonzero(sprite.covers)
    which = np.nonzero(shown)[0]
    y = 2 * place[which, 1, None] + rows  # (shown, pixels)
    x = 2 * place[which, 0, None] + columns
    frames[which[:, None], y, x] = sprite.colours[rows, columns]
