"""What leaves the site: one finished run, read once for whatever is made of it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explorer.catalog.claims import ClaimRow, claim_rows
from explorer.catalog.pages import STAGE
from explorer.exports.addresses import Place
from explorer.runs.lifecycle import LIFECYCLE, read
from explorer.runs.models import Run, RunEvent
from explorer.runs.stage import Stage
from labs.contract import Event, Lab, Params


@dataclass(frozen=True)
class Result:
    """A finished run, and where whoever asks for it finds it."""

    run: Run
    place: Place

    @property
    def url(self) -> str:
        """The absolute address of the page that shows it."""
        return self.place.url

    @cached_property
    def lab(self) -> Lab:
        """The lab as it is now. Raises: NotShown."""
        return self.run.lab

    @cached_property
    def params(self) -> Params:
        """The settings as the lab reads them now. Raises: NotShown."""
        return self.run.lab_params()

    @cached_property
    def rows(self) -> list[RunEvent]:
        """What was recorded and counts, in order."""
        told = RunEvent.objects.filter(run=self.run, superseded=False)
        return list(told.exclude(name__in=LIFECYCLE).order_by("seq"))

    @cached_property
    def events(self) -> list[Event]:
        """The same as the lab reads it now. Raises: NotShown."""
        return read(self.run, self.rows)

    @property
    def stage(self) -> Stage:
        return Stage(self.lab, self.params, STAGE, self.events)

    @property
    def claims(self) -> list[ClaimRow]:
        return claim_rows(self.lab, self.events)

    @property
    def title(self) -> str:
        return f"{self.lab.title}: run {self.short_id}"

    @property
    def short_id(self) -> str:
        return self.run.id.hex[:8]

    @property
    def file_name(self) -> str:
        """How its files are called, without an ending: letters, digits and hyphens of ours."""
        slug = re.sub(r"[^a-z0-9]+", "-", self.run.lab_slug)[:60].strip("-")
        return f"{slug}-{self.short_id}"

    @property
    def provenance(self) -> dict[str, Any]:
        """Everything needed to repeat it, as JSON values. A link does not tell the run's id."""
        run = self.run
        return {
            **({} if self.place.by_link else {"id": str(run.id)}),
            "url": self.url,
            "lab": run.lab_slug,
            "lab_version": run.lab_version,
            "seed": run.seed,
            "settings": run.params,
            "asked_at": run.created_at.isoformat(),
            "finished_at": run.settled_at.isoformat() if run.settled_at else None,
            "device": run.device,
            "cpu_seconds": run.cpu_seconds,
            **run.provenance,
        }

    @property
    def made_with(self) -> str:
        """How it was made, in a line: ``version 3, seed 7, cpu, torch 2.13.0, 41 s``."""
        run = self.run
        torch = run.provenance.get("packages", {}).get("torch", "")
        facts = [f"version {run.lab_version}", f"seed {run.seed}", run.device]
        facts += [torch and f"torch {torch}", f"{_seconds(run):.3g} s"]
        return ", ".join(filter(None, facts))


def _seconds(run: Run) -> float:
    """Return how long a finished run took; none was started that waited for nothing."""
    assert run.settled_at
    return (run.settled_at - (run.started_at or run.settled_at)).total_seconds()
