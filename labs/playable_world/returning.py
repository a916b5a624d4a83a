"""Go away and come back: what a dream still knows of places that left its view.

The player walks to the right and the same way back, so that in the end the game shows what it
showed in the beginning. Points that left the view on the way are told apart from those that did
not, and from a walk as long that never leaves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.drawing import BRICK, FLOOR, GOLD, JOINT, Frames
from labs.playable_world.drifting import Dream
from labs.playable_world.scrolling import ACROSS, MIDDLE, Walks, begun, draw, in_view, step
from labs.playable_world.world import FIRST_WORLD, LATTICE, PLAYER, Ints

AWAY = (0, 2, 4, 8, 12, 16, 20, 24, 28)
"""Steps away from the beginning, each as long as a point, before the way back."""
LEFT, RIGHT = 3, 4
SOUGHT = 24
"""Worlds looked at for each that is walked in: most have a wall on the way."""

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Return:
    """What is right when the player is back, as shares; walls and floor count the same."""

    away: int
    went: float
    """At the farthest place, of points in view since the beginning."""
    kept: float
    """Of points that never left the view."""
    gone: float
    """Of points that left it and came back; guessing gets .5. 1 where there are none."""
    coins: float
    """Of coins that left the view: those that are there again."""
    invented: float
    """Of free places for a coin that left the view and hold none: those where one is dreamed."""
    stayed: float
    """Of all points, after as many steps to and fro that left the place by one."""


def free_walks(seed: int, games: int) -> Walks:
    """Begin games in worlds where the way to the right is free, the first one of the seed."""
    rng = np.random.default_rng([seed, 8])
    worlds = FIRST_WORLD + rng.integers(2**31, size=games * SOUGHT)
    begin = begun(worlds)
    end = begin
    for _ in range(max(AWAY)):
        end = step(end, np.full(len(end), RIGHT))
    free = np.nonzero(end.player[:, 0] - begin.player[:, 0] == max(AWAY))[0][:games]
    return begun(worlds[free])


def walked(walks: Walks, keys: Ints, context: int, dream: Dream) -> Iterator[tuple[Walks, Floats]]:
    """Play keys (steps,) in all games; yield each state and its dreamed frame."""
    first = (draw(walks) / np.float32(255)).astype(np.float32)
    shown = np.repeat(first[:, None], context, axis=1)
    yield walks, first
    for key in keys:
        pressed = np.full(len(walks), key)
        walks = step(walks, pressed)
        dreamed = dream(shown, pressed)
        shown = np.concatenate([shown[:, 1:], dreamed[:, None]], axis=1)
        yield walks, dreamed


def returned(seed: int, games: int, context: int, dream: Dream) -> Iterator[Return]:
    """Measure the way there and back for each distance of ``AWAY``."""
    walks = free_walks(seed, games)
    for away in AWAY:
        there_and_back = np.repeat([RIGHT, LEFT], away)
        to_and_fro = np.tile([RIGHT, LEFT], away)
        way = list(walked(walks, there_and_back, context, dream))
        farthest, end = way[away], way[-1]
        *_, same = walked(walks, to_and_fro, context, dream)
        column = np.arange(LATTICE)
        yield Return(
            away,
            went=_right(*farthest, column < LATTICE - away),
            kept=_right(*end, column >= away),
            gone=_right(*end, column < away),
            coins=_golden(*end, end[0].coins, end[0].there, away, 1.0),
            invented=_golden(*end, *_bare(end[0]), away, 0.0),
            stayed=_right(*same, column >= 1),
        )


def _right(walks: Walks, frames: Floats, columns: Flags) -> float:
    """Return how much of the walls and of the floor in some columns is right, each for half."""
    true, seen = in_view(walks), looks_like_wall(frames)
    asked = columns & ~_covered(walks)
    shares = [float((seen == true)[asked & kind].mean()) for kind in (true, ~true) if
              (asked & kind).any()]  # fmt: skip
    return sum(shares) / len(shares) if shares else 1.0


def looks_like_wall(frames: Floats) -> Flags:
    """Say which points look more like brick than like floor: (n, 64, 64, 3) → (n, 32, 32)."""
    points = frames.reshape(-1, LATTICE, 2, LATTICE, 2, 3).mean(axis=(2, 4))
    brick, joint, floor = (
        np.square(points - np.float32(colour) / 255).sum(axis=-1)
        for colour in (np.array(BRICK), np.array(JOINT), np.array(FLOOR))
    )
    return np.asarray(np.minimum(brick, joint) < floor)


def _covered(walks: Walks) -> Flags:
    """Say which points of each view a coin or the player covers: (n, 32, 32)."""
    covered = np.zeros((len(walks), LATTICE, LATTICE), dtype=bool)
    covered[:, MIDDLE : MIDDLE + PLAYER, MIDDLE : MIDDLE + PLAYER] = True
    for along in range(2):
        for down in range(2):
            at = walks.coins - walks.corner[:, None] + np.array([along, down])
            inside = ((at >= 0) & (at < LATTICE)).all(axis=-1) & walks.there
            game, coin = np.nonzero(inside)
            covered[game, at[game, coin, 1], at[game, coin, 0]] = True
    return covered


def _bare(walks: Walks) -> tuple[Ints, Flags]:
    """Return every place for a coin (n, places, 2), and which of them hold nothing."""
    cells = 3 + 4 * np.arange(ACROSS)
    places = np.stack(np.meshgrid(cells, cells), axis=-1).reshape(1, -1, 2).repeat(len(walks), 0)
    coin = (places[:, :, None] == walks.coins[:, None]).all(axis=-1) & walks.there[:, None]
    wall = walks.solid[np.arange(len(walks))[:, None], places[..., 1], places[..., 0]]
    player = (np.abs(places - walks.player[:, None]) <= PLAYER).all(axis=-1)
    return places, ~(coin.any(axis=-1) | wall | player)


def _golden(
    walks: Walks, frames: Floats, places: Ints, asked: Flags, away: int, else_: float
) -> float:
    """Return which share of the places asked for that left the view show a coin."""
    at = places - walks.corner[:, None]
    whole = ((at >= 0) & (at < LATTICE - 1)).all(axis=-1) & asked
    game, place = np.nonzero(whole & (at[..., 0] + 1 < away))
    if not len(game):
        return else_
    x, y = 2 * at[game, place, 0] + 1, 2 * at[game, place, 1] + 1
    inner = (frames[game, y, x] + frames[game, y + 1, x + 1]) / 2
    gold, floor = (np.square(inner - np.array(c) / 255).sum(axis=-1) for c in (GOLD, FLOOR))
    return float((gold < floor).mean())


def pictured(seed: int, away: int, context: int, dream: Dream) -> tuple[Frames, Frames]:
    """Return frames of the first game and of its dream: before, on the way, farthest, and back."""
    games, dreams = [], []
    for place, (walks, frame) in enumerate(
        walked(free_walks(seed, 1), np.repeat([RIGHT, LEFT], away), context, dream)
    ):
        if place in {0, away // 2, away, away + away // 2, 2 * away}:
            games.append(draw(walks)[0])
            dreams.append(np.asarray(np.rint(frame[0] * 255), dtype=np.uint8))
    return np.array(games), np.array(dreams)
