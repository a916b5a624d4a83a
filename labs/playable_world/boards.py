"""Games and keys as short text, so that a link can hold a whole play; the page reads it too."""

import re

import numpy as np

from labs.playable_world.world import CELLS, COINS, Games, Ints, begun, walled

LETTERS = "sudlrABCDE"
"""One for each of ``KEYS`` and each invented key; a number after it says how long it is held."""
HELD = re.compile(r"([sudlrA-E])([1-9][0-9]{0,3})")
MOST_STEPS = 1200
MOST_WALLS = 20


def keys_of(text: str) -> Ints:
    """Return the keys (steps,) that a text such as ``r12u3`` stands for. Raises: ValueError."""
    if HELD.sub("", text):
        raise ValueError(
            f"play is {text[:40]!r}, but keys are written as letters of {LETTERS!r}, each with how "
            "many steps it is held, such as r12u3; play a game and keep it"
        )
    runs = [(LETTERS.index(letter), int(held)) for letter, held in HELD.findall(text)]
    steps = sum(held for _, held in runs)
    if steps > MOST_STEPS:
        raise ValueError(
            f"play holds {steps} steps, but at most {MOST_STEPS} are taken; keep a shorter one"
        )
    return np.array([key for key, held in runs for _ in range(held)], dtype=np.int64)


def text_of(keys: Ints) -> str:
    """Write keys (steps,) as text."""
    ends = [*np.nonzero(np.diff(keys))[0] + 1, len(keys)] if len(keys) else []
    starts = [0, *ends[:-1]] if ends else []
    runs = zip(starts, ends, strict=True)
    return "".join(f"{LETTERS[int(keys[start])]}{end - start}" for start, end in runs)


def refuse_board(board: str) -> None:
    """Raises: ValueError unless a board is 49 cells with one player, one ball, and not too much."""
    if len(board) != CELLS * CELLS or set(board) - set(".#oPB"):
        raise ValueError(
            f"board is {board[:60]!r}, but a board is {CELLS * CELLS} cells, row by row: '.' for "
            "floor, '#' wall, 'o' coin, 'P' player, 'B' ball; draw one"
        )
    for letter, what, least, most in (
        ("P", "players", 1, 1),
        ("B", "balls", 1, 1),
        ("o", "coins", 0, COINS),
        ("#", "walls", 0, MOST_WALLS),
    ):
        count = board.count(letter)
        if not least <= count <= most:
            raise ValueError(
                f"the board has {count} {what}, but {least} to {most} fit the game; draw it anew"
            )


def laid(board: str, seed: int) -> Games:
    """Begin one game on a board; what is left to chance follows from the seed."""
    games = begun(np.array([seed]))
    cells = np.array(list(board))
    corners = 2 + 4 * np.stack([np.arange(len(cells)) % CELLS, np.arange(len(cells)) // CELLS], -1)
    coins = corners[cells == "o"] + 1
    games.solid = walled(corners[cells == "#"][None])
    games.there = np.arange(COINS)[None] < len(coins)
    games.coins = np.resize(coins if len(coins) else corners[:1] + 1, (1, COINS, 2))
    games.player = corners[cells == "P"]
    games.ball = corners[cells == "B"] + 1
    return games
