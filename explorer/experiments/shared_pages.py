"""What a share page shows: ``experiments/share.html``, for whoever holds the link."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from explorer.catalog.pages import LabPage, Shown
from explorer.catalog.refusals import shown as in_words
from explorer.experiments.changes import changes, recipe_of, summary
from explorer.experiments.comparing import FEWEST, MOST
from explorer.experiments.drawing import Picture, picture
from explorer.experiments.lineage import Relative, family_tree
from explorer.experiments.models import Experiment, Kept, Share
from explorer.experiments.notes import rendered
from explorer.exports.addresses import Place, place_through
from explorer.runs.models import NotShown, Run, RunState
from explorer.runs.pages import RunRow
from explorer.runs.status import Status, status_of
from explorer.runs.telling import STAGE
from labs.contract import Lab

HOUR_SECONDS = 3600
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class SharePage:
    """One experiment through one link, with one of its runs on the stage."""

    share: Share
    token: str
    asked: str
    """Which run the address names, by its number; empty for the newest."""
    looker: UUID | None
    origin: str
    """Scheme and host, which the links for elsewhere begin with."""
    said: Sequence[str] = ()
    """What went wrong before."""

    @property
    def lasts_seconds(self) -> int:
        """How long the parts that look the same to all may be shown again without a query."""
        stray = bool(self.asked) and not _NUMBER.fullmatch(self.asked)
        return 0 if self.share.live or stray else HOUR_SECONDS

    @property
    def key(self) -> str:
        """What these parts depend on: another key, and they are drawn anew."""
        own = self.experiment
        parts = (self.share.id, own.updated_at, own.original_id, self.author, self.asked)
        return repr((*parts, self.origin))

    @cached_property
    def kept(self) -> list[Kept]:
        return list(self.experiment.kept.select_related("run").order_by("number"))

    @cached_property
    def chosen(self) -> Kept | None:
        """The run to show: the one asked for, else the newest."""
        newest = self.kept[-1] if self.kept else None
        return next((each for each in self.kept if str(each.number) == self.asked), newest)

    @property
    def notices(self) -> list[str]:
        numbers = [str(each.number) for each in self.kept]
        if not self.asked or self.asked in numbers:
            return [*self.said]
        sentence = (
            f"run is {in_words(self.asked)}, but it must be one of {', '.join(numbers) or 'none'}; "
            "the newest is shown instead"
        )
        return [*self.said, sentence]

    @property
    def experiment(self) -> Experiment:
        return self.share.experiment

    @property
    def run(self) -> Run | None:
        return self.chosen.run if self.chosen else None

    @property
    def lab(self) -> Lab | None:
        """The lab of the run on the stage, where it is installed."""
        try:
            return self.run.lab if self.run else None
        except NotShown:
            return None

    @property
    def lab_page(self) -> LabPage | None:
        """The lab's own page, of which this one takes the style and the scripts."""
        return LabPage(self.lab, self.lab.params(), Shown(())) if self.lab else None

    @cached_property
    def row(self) -> RunRow | None:
        return RunRow(self.run) if self.run else None

    @cached_property
    def picture(self) -> Picture | None:
        return self._drawn[0]

    @property
    def trouble(self) -> str:
        """Why the run cannot be shown."""
        return self._drawn[1]

    @cached_property
    def _drawn(self) -> tuple[Picture | None, str]:
        try:
            return (picture(self.run, STAGE) if self.run else None), ""
        except NotShown as reason:
            return None, str(reason)

    @cached_property
    def status(self) -> Status | None:
        return status_of(self.run) if self.run else None

    @cached_property
    def place(self) -> Place | None:
        """Where the run on the stage is found through this link, with all that is made of it."""
        return place_through(self.origin, self.token, self.chosen.number) if self.chosen else None

    @property
    def kept_well(self) -> bool:
        """Whether there is something to take along."""
        run = self.run
        return run is not None and run.state == RunState.FINISHED and self.picture is not None

    @property
    def author(self) -> str:
        """Who shares it, where they have a name and do not hide it."""
        return "" if self.share.hides_name else self.share.author

    @property
    def notes(self) -> SafeString:
        return rendered(self.experiment.notes)

    @property
    def others(self) -> list[tuple[Kept, RunRow]]:
        return [(each, RunRow(each.run)) for each in self.kept] if len(self.kept) > 1 else []

    @property
    def comparison(self) -> str:
        """The address that puts the finished runs of the shown one's lab side by side."""
        slug = self.run.lab_slug if self.run else ""
        alike = [each for each in self.kept if each.run.lab_slug == slug]
        numbers = [each.number for each in alike if each.run.state == RunState.FINISHED][:MOST]
        runs = [("runs", place_through("", self.token, number).path) for number in numbers]
        return f"{reverse('compare')}?{urlencode(runs)}" if len(runs) >= FEWEST else ""

    @property
    def provenance(self) -> str:
        return provenance(self.run) if self.run else ""

    @property
    def recipe(self) -> str:
        """The link to the run's settings, where its lab reads them still."""
        return recipe_of(self.run) if self.run else ""

    @property
    def changed(self) -> str:
        original = self.experiment.original
        if not original or not self.run or original.lab_slug != self.run.lab_slug:
            return ""
        return summary(changes(original, self.run))

    @cached_property
    def tree(self) -> list[Relative]:
        """The family tree; a stranger to an experiment that is no fork has no use for a query."""
        alone = not self.share.related and not self.experiment.is_fork
        return [] if alone else family_tree(self.experiment, self.looker)


def provenance(run: Run) -> str:
    """Say how a result came to be: ``lab version 3, seed 7, CPU, torch 2.13.0, 41 s``."""
    facts: dict[str, Any] = run.provenance
    parts = [f"lab version {run.lab_version}", f"seed {run.seed}"]
    if run.device:
        parts.append("CPU" if run.device == "cpu" else run.device)
    parts += [f"{name} {version}" for name, version in facts.get("packages", {}).items()]
    if run.started_at and run.settled_at:
        parts.append(f"{(run.settled_at - run.started_at).total_seconds():.3g} s")
    return ", ".join(parts)
