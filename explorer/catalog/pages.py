"""What the pages show: one dataclass a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from explorer.catalog.claims import ClaimRow, claim_rows
from explorer.catalog.fields import Field, fields
from explorer.catalog.guides import guide
from explorer.catalog.links import link_to
from explorer.catalog.previews import CannotPreview, previewed
from explorer.runs.models import Run
from explorer.runs.selectors import kept_run, recorded_events
from explorer.runs.stage import Drawn, Stage
from explorer.stylesheet import sources
from labs.contract import Event, Lab, Params, Warned

STAGE = "stage"
REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Shown:
    """Events for the stage of a lab, and where they come from."""

    events: Sequence[Event]
    recorded: Run | None = None
    """The finished run that told them; None for a preview."""
    trouble: str = ""
    """Why there is nothing to show."""

    @property
    def recorded_at(self) -> datetime | None:
        return self.recorded.settled_at if self.recorded else None

    @property
    def origin(self) -> str:
        """What tells these events from others of the same settings."""
        return str(self.recorded.id) if self.recorded else self.trouble

    @property
    def grows(self) -> bool:
        """Whether the run that tells them is not over."""
        return self.recorded is not None and self.recorded.settled_at is None


@dataclass(frozen=True, slots=True)
class DrawnOf:
    """A stage by what decides how it looks: equal settings and origins look the same."""

    slug: str
    params: Params
    origin: str
    stage: Stage = field(compare=False)


@lru_cache(maxsize=REMEMBERED)
def drawn_once(of: DrawnOf) -> Sequence[Drawn]:
    """Draw the panels of a stage, and remember them: of all that a page shows they cost most."""
    return tuple(of.stage.panels)


def warnings(events: Sequence[Event]) -> list[Warned]:
    return [event for event in events if isinstance(event, Warned)]


def shown(lab: Lab, params: Params) -> Shown:
    """Return the recorded run of exactly these settings, else their preview."""
    if run := kept_run(lab, params):
        return Shown(recorded_events(run), run)
    return shown_preview(lab, params)


def shown_preview(lab: Lab, params: Params) -> Shown:
    """Return the preview of these settings, or why there is none."""
    try:
        return Shown(previewed(lab, params))
    except CannotPreview as refusal:
        return Shown((), trouble=str(refusal))


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    href: str
    current: bool


def examples(lab: Lab, current: Params | None = None) -> list[Example]:
    return [
        Example(name, link_to(lab, each), each == current) for name, each in lab.examples.items()
    ]


@dataclass(frozen=True)
class LabPage:
    """``catalog/lab.html``: the question, the controls, the picture, the claims, the guide."""

    lab: Lab
    params: Params
    shown: Shown
    refused: Mapping[str, str] = field(default_factory=dict)
    """What the link got wrong, a sentence each."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What a refused form held."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """Why a form was refused, by setting."""

    @cached_property
    def fields(self) -> list[Field]:
        return fields(self.params, self.given, self.errors)

    @cached_property
    def notices(self) -> list[str]:
        """What is wrong and belongs to no control of the page."""
        elsewhere = [said for name, said in self.errors.items() if name not in self.drawn_names]
        return [*self.refused.values(), *elsewhere, *filter(None, [self.shown.trouble])]

    @property
    def drawn_names(self) -> set[str]:
        return {each.name for each in self.fields}

    @cached_property
    def undrawn(self) -> dict[str, Field]:
        """The controls that no template has taken yet, by name."""
        return {each.name: each for each in self.fields}

    @property
    def examples(self) -> list[Example]:
        return examples(self.lab, self.params)

    @property
    def version(self) -> int:
        """The version of the lab that made what is shown."""
        return self.lab.version

    @property
    def link(self) -> str:
        """The recipe: a link that shows this page again."""
        return link_to(self.lab, self.params)

    @property
    def stage(self) -> Stage:
        return Stage(self.lab, self.params, STAGE, self.shown.events)

    @property
    def panels(self) -> Sequence[Drawn]:
        if self.shown.grows:
            return tuple(self.stage.panels)
        return drawn_once(DrawnOf(self.lab.slug, self.params, self.shown.origin, self.stage))

    @property
    def claims(self) -> list[ClaimRow]:
        return claim_rows(self.lab, self.shown.events)

    @property
    def warnings(self) -> list[Warned]:
        return warnings(self.shown.events)

    @property
    def guide(self) -> SafeString:
        return guide(self.lab)

    @property
    def own_controls(self) -> str:
        """The template by which the lab arranges its controls, if it has one."""
        name = f"{self.lab.slug}/controls.html"
        return name if (self.lab.folder / "templates" / name).exists() else ""

    @property
    def has_styles(self) -> bool:
        return bool(sources(self.lab))

    @property
    def scripts(self) -> list[str]:
        """The lab's own script, if it has one."""
        there = (self.lab.folder / "static" / self.lab.slug / "lab.js").exists()
        return [f"{self.lab.slug}/lab.js"] if there else []


@dataclass(frozen=True)
class Card:
    """One lab on the home page, with what a small picture of it can be drawn from."""

    lab: Lab
    events: Mapping[str, Sequence[Event]]
    """The preview of the lab's defaults, by word."""

    @property
    def templates(self) -> list[str]:
        """The lab's own picture, if it has one."""
        return [f"{self.lab.slug}/card.html", "catalog/no_picture.html"]

    @property
    def examples(self) -> list[Example]:
        return examples(self.lab)

    @property
    def href(self) -> str:
        return link_to(self.lab, self.lab.params())


@dataclass(frozen=True)
class HomePage:
    """``catalog/home.html``."""

    cards: Sequence[Card]


def card(lab: Lab) -> Card:
    params = lab.params()
    return Card(lab, Stage(lab, params, STAGE, previewed(lab, params)).by_word)
