"""What the pages of experiments show: one dataclass a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.utils.safestring import SafeString

from explorer.experiments.changes import changes, recipe_of, summary
from explorer.experiments.lineage import Relative, family_tree
from explorer.experiments.listing import STATES, Asked
from explorer.experiments.models import Experiment, Kept, Share
from explorer.experiments.notes import rendered
from explorer.experiments.words import LONGEST_NOTES, LONGEST_TITLE
from explorer.runs.pages import RunRow
from explorer.runs.views import run_url
from labs.registry import labs


def lab_titles() -> dict[str, str]:
    return {slug: lab.title for slug, lab in labs().items()}


@dataclass(frozen=True)
class ListRow:
    experiment: Experiment
    labs: Sequence[str]
    """The titles of the labs whose runs are in it."""


@dataclass(frozen=True)
class ListPage:
    """``experiments/list.html``."""

    asked: Asked
    found: Page[Any]
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    longest_title: int = LONGEST_TITLE

    @property
    def labs(self) -> Mapping[str, str]:
        return lab_titles()

    @property
    def states(self) -> Mapping[str, str]:
        return {name: words for name, (words, _) in STATES.items()}

    @property
    def rows(self) -> list[ListRow]:
        return [
            ListRow(each, [self.labs.get(slug, slug) for slug in each.labs]) for each in self.found
        ]

    @property
    def newer(self) -> str:
        return self.asked.address(self.found.number - 1) if self.found.has_previous() else ""

    @property
    def older(self) -> str:
        return self.asked.address(self.found.number + 1) if self.found.has_next() else ""


@dataclass(frozen=True)
class KeptRow:
    """One run of an experiment."""

    kept: Kept
    row: RunRow
    changed: str
    """How far it is from the run that the experiment was forked from."""

    @property
    def href(self) -> str:
        return run_url(self.kept.run)

    @property
    def recipe(self) -> str:
        return recipe_of(self.kept.run)


@dataclass(frozen=True)
class ExperimentPage:
    """``experiments/experiment.html``, for its owner."""

    experiment: Experiment
    looker: UUID
    origin: str
    """Scheme and host, so that a link can be copied whole."""
    named: bool
    """Whether its owner has a name to hide."""
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[str] = ()
    longest_title: int = LONGEST_TITLE
    longest_notes: int = LONGEST_NOTES

    @cached_property
    def rows(self) -> list[KeptRow]:
        kept = self.experiment.kept.select_related("run").order_by("number")
        return [KeptRow(each, RunRow(each.run), _changed(self.experiment, each)) for each in kept]

    @cached_property
    def shares(self) -> list[Share]:
        return list(Share.valid().filter(experiment=self.experiment).order_by("-created_at"))

    @property
    def notes(self) -> SafeString:
        return rendered(self.experiment.notes)

    @property
    def words(self) -> Mapping[str, str]:
        """What the form holds: what was sent and refused, or what is kept."""
        own = {"title": self.experiment.title, "notes": self.experiment.notes,
               "tags": ", ".join(self.experiment.tags)}  # fmt: skip
        return {**own, **self.given}

    @property
    def tree(self) -> list[Relative]:
        return family_tree(self.experiment, self.looker)


def _changed(experiment: Experiment, kept: Kept) -> str:
    original = experiment.original
    if original is None or original.lab_slug != kept.run.lab_slug:
        return ""
    return summary(changes(original, kept.run))
