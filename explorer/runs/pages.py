"""What a run's pages show: its lab's page, with the run's settings and what it has told so far."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property

from explorer.catalog.pages import LabPage, Shown, shown_preview
from explorer.runs.models import Run
from explorer.runs.selectors import recorded_events
from explorer.runs.status import Status, status_of
from explorer.runs.stream import write_cursors


def shown_of(run: Run) -> Shown:
    """Return what the run has told; until it tells something, the preview of its settings."""
    if events := recorded_events(run):
        return Shown(events, recorded=run)
    return shown_preview(run.lab, run.lab_params())


@dataclass(frozen=True)
class RunPage(LabPage):
    """``runs/run.html``."""

    run: Run = field(kw_only=True)

    @classmethod
    def of(cls, run: Run) -> "RunPage":
        return cls(run.lab, run.lab_params(), shown_of(run), run=run)

    @cached_property
    def status(self) -> Status:
        return status_of(self.run)

    @property
    def cursor(self) -> str:
        """Where the page's stream goes on: after the events that the page shows already."""
        return write_cursors({self.run.id: self.run.last_seq})
