"""The end of a run: what is sure, what is not, how other laws do, and the card to take along."""

from collections.abc import Iterator

from labs.contract import Context, Event, Progress
from labs.scaling_laws.bootstrap import Bootstraps
from labs.scaling_laws.carded import carded
from labs.scaling_laws.claims import claimed_of_forms
from labs.scaling_laws.comparison import compared
from labs.scaling_laws.events import Interval
from labs.scaling_laws.frontier import FEWEST_DRAWS
from labs.scaling_laws.identification import identified
from labs.scaling_laws.other_ways import other_ways, profiled
from labs.scaling_laws.resampled import left_out
from labs.scaling_laws.story import Story


def closing(story: Story, fan: Bootstraps, ctx: Context) -> Iterator[Event]:
    """Tell the fit once more, with its intervals, its rivals and what it says of the claims."""
    yield story.law()
    yield from left_out(fan)
    intervals = list(told_intervals(story, fan))
    yield from intervals
    yield from story.best_use(fan)
    yield from other_ways(story, fan)
    yield from profiled(story, intervals)
    yield Progress(fraction=1, doing="fitting the other laws")
    rivals = compared(story)
    yield rivals
    yield from story.claims()
    yield from claimed_of_forms(rivals)
    yield from carded(story, intervals, len(fan.constants), ctx)


def told_intervals(story: Story, fan: Bootstraps) -> Iterator[Interval]:
    """Yield an interval for each constant, and for the exponent where there is one."""
    names = (*fan.names, *(("exponent",) if fan.has_optimum.any() else ()))
    for name in names:
        if len(fan.values(name)) >= FEWEST_DRAWS:
            low, high = fan.interval(name, story.level)
            yield Interval(
                name=name, low=low, high=high, level=story.level,
                unidentified=identified(story.fitted, fan, name, story.level) or "",
            )  # fmt: skip
