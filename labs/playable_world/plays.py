"""Plays of a class as a small text: a line each, a world's seed, the keys, and the board if any."""

from collections.abc import Sequence
from dataclasses import dataclass

from labs.playable_world.boards import keys_of, refuse_board
from labs.playable_world.world import FIRST_WORLD

SHORTEST = 10
"""Steps of a play that something can be learned from."""
MOST_PLAYS = 200
MOST_STEPS = 60_000
"""Of all plays together: so many states are kept to be drawn from."""


@dataclass(frozen=True, slots=True, order=True)
class Play:
    """What gives every frame again: the engine is exact."""

    world: int
    keys: str
    """As ``boards`` writes them: r12u3."""
    board: str = ""

    @property
    def steps(self) -> int:
        return len(keys_of(self.keys))

    @property
    def line(self) -> str:
        return " ".join(filter(None, [str(self.world - FIRST_WORLD), self.keys, self.board]))


def text_of_plays(plays: Sequence[Play]) -> str:
    """Write plays as text, which ``plays_of`` reads again."""
    return "".join(f"{play.line}\n" for play in plays)


def plays_of(text: str) -> list[Play]:
    """Read plays, equal ones once. Raises: ValueError, with the number of the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_play(line.split()))
        except ValueError as error:
            raise ValueError(f"line {number} of the plays: {error}") from None
    plays = sorted(set(found))
    steps = sum(play.steps for play in plays)
    if not 1 <= len(plays) <= MOST_PLAYS or steps > MOST_STEPS:
        raise ValueError(
            f"{len(plays)} plays of {steps:,} steps were given, but 1 to {MOST_PLAYS} plays of at "
            f"most {MOST_STEPS:,} steps together can be learned from; give others"
        )
    return plays


def _play(words: Sequence[str]) -> Play:
    if not 2 <= len(words) <= 3 or not words[0].isdecimal() or not words[0].isascii():
        raise ValueError(
            f"it reads {' '.join(words)[:60]!r}, but a play is the seed of a world and its keys, "
            "as in 7 r12u3, and the board if there is one; write it so"
        )
    seed = int(words[0][:20])
    if seed >= FIRST_WORLD:
        raise ValueError(
            f"its seed is {seed}, but seeds end at {FIRST_WORLD - 1}; give the seed of the world"
        )
    play = Play(FIRST_WORLD + seed, *words[1:])
    if play.board:
        refuse_board(play.board)
    if play.steps < SHORTEST:
        raise ValueError(
            f"it holds {play.steps} steps, but at least {SHORTEST} are needed to learn from; "
            "leave it out"
        )
    return play
