"""What the API answers, field by field."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Schema
from pydantic import BaseModel, ConfigDict, Field

from explorer.experiments.words import LONGEST_NOTES, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS

MOST_NUMBERED = 9999
State = Literal["waking", "queued", "running", "finished", "failed", "cancelled"]

Number = Annotated[int, Field(ge=1, le=MOST_NUMBERED)]
"""Of a run in its experiment."""
Tag = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG, pattern=r"^[^,]+$")]


class Described(Schema):
    model_config = ConfigDict(use_attribute_docstrings=True)


class Problem(Described):
    """Why there is no other answer."""

    detail: str
    """The value, the rule and the remedy, in a sentence."""


class RefusedValues(Described):
    """Why settings cannot be run, or a question not be answered."""

    errors: dict[str, str]
    """A sentence for each value that is refused, by its name."""


class PaperOut(Described):
    title: str
    authors: str
    year: int
    url: str


class ClaimOut(Described):
    slug: str
    says: str
    source: str
    url: str
    quantity: str
    expected: float
    tolerance: float


class LabOut(Described):
    slug: str
    title: str
    question: str
    version: int


class LabCard(LabOut):
    """A lab with everything needed to run it."""

    hint: str
    papers: list[PaperOut]
    claims: list[ClaimOut]
    settings: dict[str, Any]
    """The JSON Schema of its settings, with bounds, defaults and what each means."""
    examples: dict[str, dict[str, Any]]
    """Settings worth starting from, by name; only what differs from the defaults."""
    events: dict[str, dict[str, Any]]
    """The JSON Schema of every event that it may tell, by the event's word."""


class Standing(Described):
    """A run, and how it stands."""

    lab: str
    lab_version: int
    settings: dict[str, Any]
    state: State
    """``waking`` is queued while no worker is up."""
    error: str
    queue_position: int
    eta_seconds: int
    fraction: float | None
    doing: str
    last_seq: int
    """The number of its newest event."""
    asked_at: datetime
    settled_at: datetime | None
    result: str | None
    """The address of its page for anyone, once it is finished."""
    files: dict[str, str]
    """The addresses of what can be taken of it, by kind; none before it is finished."""


class RunOut(Standing):
    id: UUID


class Runs(Described):
    runs: list[RunOut]
    count: int
    """How many there are in all."""


class EventOut(BaseModel):
    """Something that happened in a run; the lab's own fields stand beside these."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    seq: int
    event: str


class Verdict(Described):
    claim: str
    measured: float
    verdict: Literal["holds", "holds in miniature", "not reproduced"]
    remark: str


class ResultOut(Described):
    """A finished run with all that it told."""

    run: dict[str, Any]
    """Settings, seed, versions, device and times: what is needed to repeat it."""
    claims: list[Verdict]
    events: list[EventOut]


class DifferingOut(Described):
    setting: str
    values: list[str]
    """In each run, in the order of the runs."""


class ComparedOut(Described):
    """One of the runs that are compared."""

    named: str
    """What it was asked for by: its id, or the path of a link with its number."""
    settings: dict[str, Any]
    state: State
    claims: list[Verdict]


class ComparisonOut(Described):
    """Runs of one lab side by side."""

    lab: str | None
    runs: list[ComparedOut]
    differing: list[DifferingOut]
    """Only the settings that are not the same in all runs."""
    notices: list[str]
    """A sentence for each run that is left out, and why."""


class FileOut(Described):
    id: str
    """Give this as the setting's value."""


class ExperimentIn(Described):
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    notes: Annotated[str, Field(max_length=LONGEST_NOTES)] = ""
    """Markdown."""
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS, default_factory=list)]

    def as_sent(self) -> dict[str, str]:
        """Return the same as the form of the page would send it."""
        return {"title": self.title, "notes": self.notes, "tags": ",".join(self.tags)}


class ExperimentOut(Described):
    id: UUID
    title: str
    notes: str
    tags: list[str]
    runs: list[UUID]
    """In the order in which they were put in."""
    parent: UUID | None
    """The experiment that it was forked from."""
    updated_at: datetime


class RelativeOut(Described):
    """An experiment of a family, as far as whoever asks may see it."""

    depth: int
    """How many of its ancestors are told of; it stands below the last one that is less deep."""
    title: str
    """Empty where it may not be known."""
    url: str | None
    """Where its page is, for whoever has a way there."""
    here: bool
    """Whether it is the one that was asked for."""
    changed: str
    """How far its newest run is from the run that it was forked from."""


class SharedRunOut(Standing):
    """A run through a link: its addresses end with the link."""

    number: int
    made: str
    """How it came to be: lab version, seed, device, packages, seconds."""


class SharedOut(Described):
    """An experiment as a link shows it."""

    title: str
    notes: str
    """Markdown."""
    tags: list[str]
    author: str
    """Who shares it; empty where they have no name or hide it."""
    expires_at: datetime | None
    runs: list[SharedRunOut]
    family: list[RelativeOut]
    """Itself and what it was forked from, the eldest first; empty where it is no fork."""


class ForkIn(Described):
    run: Number | None = None
    """The number of the run that the fork sets out from; without one, the newest."""


class ExperimentsAsked(Described):
    """What a list of experiments is asked for; what makes no sense asks for nothing."""

    q: Annotated[str, Field(max_length=1000)] = ""
    """What title, notes or tags hold, in at most 100 characters."""
    lab: Annotated[str, Field(max_length=100)] = ""
    """The lab of a run in it."""
    state: Annotated[str, Field(max_length=100)] = ""
    """Of a run in it: ``live``, ``kept`` or ``failed``; or ``empty``."""


class Experiments(Described):
    experiments: list[ExperimentOut]
    count: int
    """How many there are in all."""
    notices: list[str]
    """A sentence for each value that made no sense, with what is listed instead."""


class RunIn(Described):
    run: UUID


class ShareIn(Described):
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """How long it works; without a number, until it is withdrawn."""
    hides_name: bool = False
    """Whether the page says whose it is."""


class ShareOut(Described):
    id: UUID
    url: str | None
    """The link; None where it can no longer be told."""
    expires_at: datetime | None
    hides_name: bool


Limit = Annotated[int, Field(ge=1, le=100)]
Offset = Annotated[int, Field(ge=0, le=100_000)]
Named = Annotated[list[Annotated[str, Field(max_length=500)]], Query(min_length=1, max_length=50)]
Seq = Annotated[int, Field(ge=0, le=2**53)]

REFUSALS: dict[Any, Any] = {
    frozenset({400, 401, 404, 413, 415}): Problem,
    422: RefusedValues,
}
"""What any operation may answer instead."""
FULL: dict[Any, Any] = {409: Problem, **REFUSALS}
"""What operations may answer that keep something."""
