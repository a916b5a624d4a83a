"""What the API answers, field by field."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from explorer.experiments.words import LONGEST_NOTES, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS

State = Literal["waking", "queued", "running", "finished", "failed", "cancelled"]


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


class RunOut(Described):
    id: UUID
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


class Experiments(Described):
    experiments: list[ExperimentOut]
    count: int
    """How many there are in all."""


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
Seq = Annotated[int, Field(ge=0, le=2**53)]

REFUSALS: dict[Any, Any] = {
    frozenset({400, 401, 404, 413, 415}): Problem,
    422: RefusedValues,
}
"""What any operation may answer instead."""
