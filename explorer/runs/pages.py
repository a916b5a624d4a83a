"""What a run's pages show: its lab's page, with the run's settings and what it has told so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property

from explorer.catalog.links import VERSION
from explorer.catalog.pages import LabPage, Shown, shown_preview
from explorer.runs.models import Artifact, NotShown, Run
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
    instead: str = ""
    """Why whoever looks was given this run; empty, if it is the one that was asked for."""

    @classmethod
    def of(cls, run: Run, viewer: UUID | None = None) -> "RunPage":
        """Return the page of a run as a guest sees it. Raises: NotShown."""
        return cls(
            run.lab,
            run.lab_params(),
            shown_of(run),
            refused=_aged(run),
            run=run,
            instead=why_instead(run, viewer),
        )

    @property
    def version(self) -> int:
        return self.run.lab_version

    @cached_property
    def status(self) -> Status:
        return status_of(self.run)

    @cached_property
    def kept(self) -> list[Artifact]:
        """The files that the lab kept, whole."""
        return list(self.run.artifacts.select_related("blob").order_by("name"))

    @property
    def cursor(self) -> str:
        """Where the page's stream goes on: after the events that the page shows already."""
        return write_cursors({self.run.id: self.run.last_seq})


def why_instead(run: Run, viewer: UUID | None) -> str:
    """Say so where this kept result was given to the viewer in place of a new run."""
    if not viewer or not run.asks.filter(guest=viewer, instead=True).exists():
        return ""
    return (
        f"This kept result, of seed {run.seed}, was given instead of a new run: too many wait for "
        "the workers just now. Run again when fewer do."
    )


def _aged(run: Run) -> dict[str, str]:
    """Say that a run was made with another version of its lab."""
    if run.lab_version == run.lab.version:
        return {}
    return {
        VERSION: f"this run was made with version {run.lab_version} of the lab, but the lab is at "
        f"version {run.lab.version}; run it again to compare"
    }


@dataclass(frozen=True)
class RunRow:
    """One line of ``runs/list.html``, and all that ``runs/not_shown.html`` can show."""

    run: Run
    trouble: str = ""

    @property
    def title(self) -> str:
        try:
            return self.run.lab.title
        except NotShown:
            return self.run.lab_slug

    @property
    def changed(self) -> Mapping[str, Any]:
        """The settings that differ from the lab's; all of them where it no longer reads them."""
        try:
            return self.run.lab_params().changed()
        except NotShown:
            params: dict[str, Any] = self.run.params
            return params
