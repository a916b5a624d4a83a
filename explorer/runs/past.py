"""What a run told before, as far as what it tells next depends on it: asked once, then kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from explorer.runs.lifecycle import Resumed
from explorer.runs.models import Run, RunEvent
from labs.contract import Progress


@dataclass(frozen=True, slots=True)
class Past:
    """What counts of a run's events up to one."""

    words: frozenset[str]
    progress: Progress | None
    """The newest."""

    def after(self, rows: Sequence[RunEvent]) -> Self | None:
        """Return the past with these events in it; None where they take some of it back."""
        if any(row.name == Resumed.word() for row in rows):
            return None
        told = [row for row in rows if not row.superseded]
        newest = [row for row in told if row.name == Progress.word()]
        progress = Progress.model_validate(newest[-1].data) if newest else self.progress
        return type(self)(self.words | {row.name for row in told}, progress)


def recalled(run: Run, seq: int) -> Past:
    """Ask for what a run had told by an event."""
    told = RunEvent.objects.filter(run=run, seq__lte=seq, superseded=False)
    words = told.order_by().values_list("name", flat=True).distinct()
    return Past(frozenset(words), newest_progress(run))


def newest_progress(run: Run) -> Progress | None:
    told = RunEvent.objects.filter(run=run, name=Progress.word(), superseded=False)
    newest = told.order_by("-seq").first()
    return Progress.model_validate(newest.data) if newest else None
