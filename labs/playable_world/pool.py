"""The plays that a class kept, as one film to learn from."""

from collections.abc import Iterator, Sequence

from labs.contract import Event
from labs.playable_world.covering import reels_of, told_plays
from labs.playable_world.events import Dreamed, Played
from labs.playable_world.plays import MOST_PLAYS, MOST_STEPS, SHORTEST, Play


def pool(runs: Sequence[Sequence[Event]]) -> Iterator[Event]:
    """Tell what the kept plays of all runs cover; equal ones count once."""
    dreamed = [each for run in runs for each in run if isinstance(each, Dreamed)]
    if not dreamed:
        return
    kept = {
        (each.scrolling, Play(each.world, each.play, each.board)) for each in dreamed if each.play
    }
    plays = _fitting(sorted(play for scrolls, play in kept if not scrolls))
    if plays:
        yield from told_plays(plays, reels_of(plays, 0), left_out=len(kept) - len(plays))
    else:
        yield Played(by="plays", plays=0, left_out=len(kept))


def _fitting(plays: Sequence[Play]) -> list[Play]:
    """Return the plays that can be learned from, the first ones if there are too many."""
    fitting, steps = list[Play](), 0
    for play in plays:
        taken = play.steps
        if taken >= SHORTEST and steps + taken <= MOST_STEPS and len(fitting) < MOST_PLAYS:
            fitting.append(play)
            steps += taken
    return fitting
