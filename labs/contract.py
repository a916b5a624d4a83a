"""The whole Lab contract: what a lab declares, what it yields, what it may ask for.

A lab is a card (``lab``, cheap to import), a ``science.run`` that yields events, and templates
that draw them. One word travels the whole way: the class ``Measured`` is the row's name
``measured``, the template partial ``#measured`` and the key in the golden file.
"""

import importlib
import re
from collections.abc import Callable, Generator, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, BinaryIO, ClassVar, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from labs.controls import Choice, Control, Several, Slider, Switch, Text, Upload, UploadId

__all__ = [
    "COMMON", "Choice", "Claim", "Claimed", "Context", "Control", "Event", "HeldOut", "Lab",
    "Needs", "Opener", "Panel", "Paper", "Params", "Part", "Progress", "Several", "Slider", "State",
    "Switch", "Text", "Upload", "UploadId", "Verdict", "Warned",
]  # fmt: skip


class Params(BaseModel):
    """What a visitor may set. Subclass it; an attribute's docstring is its help text."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )

    seed: Annotated[int, Slider(0, 2**31 - 1)] = 0
    """Where the random numbers start. Equal settings and an equal seed give equal results."""

    @classmethod
    def control(cls, name: str) -> Control:
        """Return the control of one parameter. Raises: LookupError if it declares none."""
        for each in cls.model_fields[name].metadata:
            if isinstance(each, get_args(Control)):
                return each  # type: ignore[no-any-return]
        raise LookupError(f"{cls.__name__}.{name} has no control; annotate it with one")

    def changed(self) -> dict[str, Any]:
        """Return the settings that differ from their defaults, as JSON values."""
        return self.model_dump(mode="json", exclude_defaults=True)


class Event(BaseModel):
    """Something that happened in a run. Name subclasses with past participles.

    ``gathers`` says whether a panel keeps every one of them, or the newest replaces the last.
    Fields may only be added, and only with defaults: recorded runs must validate forever.
    Numbers are finite: neither a page nor Postgres has a word for NaN.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", allow_inf_nan=False, use_attribute_docstrings=True
    )
    gathers: ClassVar[bool] = False

    @classmethod
    def word(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Progress(Event):
    fraction: Annotated[float, Slider(0, 1)]
    doing: str


class Claimed(Event):
    """What this run measured for one of the lab's claims."""

    gathers = True
    claim: str
    measured: float
    remark: str = ""
    """What a reader must know to understand the number, in a sentence or two."""


class Warned(Event):
    gathers = True
    text: str


COMMON: tuple[type[Event], ...] = (Progress, Claimed, Warned)

Verdict = Literal["holds", "holds in miniature", "not reproduced"]


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    authors: str
    year: int
    url: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence somebody published, and the number that would bear it out."""

    slug: str
    says: str
    source: str
    url: str
    expected: float
    tolerance: float
    quantity: str
    miniature: bool = False
    untestable: str = ""
    """Why no run of this lab can measure it, where none can: in a sentence or two."""

    def verdict(self, measured: float) -> Verdict:
        if abs(measured - self.expected) > self.tolerance:
            return "not reproduced"
        return "holds in miniature" if self.miniature else "holds"


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture: ``templates/<lab>/<slug>.html``, one partial an event it draws."""

    slug: str
    title: str
    draws: tuple[type[Event], ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run asks of its worker; ``seconds`` and ``memory_gb`` are hard limits."""

    device: Literal["any", "cpu", "gpu"] = "any"
    memory_gb: float = 1
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Part:
    """What runs of a lab may be divided into: computed once, by any worker, and kept for others.

    ``params`` decide all that a part tells, so that equal ones can stand in for each other.
    """

    params: type[Params]
    tells: tuple[type[Event], ...]

    @property
    def events(self) -> Mapping[str, type[Event]]:
        """Every event a part may yield, by name."""
        return {event.word(): event for event in (*COMMON, *self.tells)}


@dataclass(frozen=True, slots=True)
class State:
    """A checkpoint: arrays by name, and facts that JSON can hold."""

    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


class Context(Protocol):
    """What the world offers a running lab. It holds no database and no request."""

    device: str
    """``cpu``, or a CUDA device such as ``cuda:0``."""
    rng: np.random.Generator
    """Seeded from the parameters."""

    def open(self, upload: UploadId) -> BinaryIO:
        """Open an uploaded file for reading. Raises: FileNotFoundError."""

    def keep(self, name: str, data: bytes, mime: str) -> str:
        """Keep an artifact and return the SHA-256 of its content."""

    def checkpoint(self, state: State) -> None:
        """Remember where the run is, so that another attempt goes on from here."""

    def resume(self) -> State | None:
        """Return the last checkpoint of an earlier attempt, or None at the beginning."""

    def share(self, parts: Sequence[Params]) -> Iterator[tuple[int, Event]]:
        """Have each part computed, by whichever worker is idle, and yield what they tell.

        Each event comes with the place of its part in ``parts``; parts tell in any order. What a
        part tells is passed on when it is safe, at its next checkpoint or its end, and never
        twice; only the newest ``Progress`` comes at once. A part that is kept from another run, or
        from an earlier attempt, tells all again and is not computed. Idle workers begin with the
        last part, the run itself with the first.

        Raises: ValueError with its reason if a part failed, or what it raised where it ran here.
        """

    def log(self, message: str) -> None: ...


Run = Callable[[Any, Context], Iterator[Event]]
Opener = Callable[[UploadId], BinaryIO]
Preview = Callable[[Any, Opener], Iterator[Event]]
"""Answers at once, inside the web process: it is given the parameters and a way to open uploads.

A file that it refuses with a ValueError is neither kept nor run.
"""
Intake = Callable[[str, bytes], bytes]
"""Turns the file given for a parameter into what is kept of it; a ValueError refuses the file."""
Pool = Callable[[Sequence[Sequence[Event]]], Iterator[Event]]
Deal = Callable[[Any, int], Params]
"""The settings of one student of a class that makes one experiment: by the step's, and the seat."""


Kind = Callable[[Any], Hashable | None]
"""Runs whose settings give the same may be computed as one batch; None goes alone."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a class bets on before anybody has seen it."""

    asks: str
    """Names the quantity, as a question."""
    measured: float
    low: float
    high: float
    unit: str = ""


Bets = Callable[[Any], HeldOut]
"""What to bet on, by the settings of a pooled step."""


@dataclass(frozen=True)
class Lab:
    """A lab's card. ``package`` is its ``__package__``; its science is imported when it runs."""

    package: str
    title: str
    question: str
    hint: str
    papers: tuple[Paper, ...]
    params: type[Params]
    panels: tuple[Panel, ...]
    claims: tuple[Claim, ...]
    examples: Mapping[str, Params]
    needs: Needs = Needs()
    version: int = 1
    part: Part | None = None
    place: int = 100
    """Where the lab stands when all are shown: the lowest comes first, equals by their names."""

    @property
    def slug(self) -> str:
        return self.package.rpartition(".")[2]

    @cached_property
    def folder(self) -> Path:
        return Path(str(importlib.import_module(self.package).__file__)).parent

    @cached_property
    def events(self) -> Mapping[str, type[Event]]:
        """Every event this lab may yield, by name."""
        drawn = (event for panel in self.panels for event in panel.draws)
        return {event.word(): event for event in (*COMMON, *drawn)}

    def claim(self, slug: str) -> Claim:
        return next(claim for claim in self.claims if claim.slug == slug)

    def run(self, params: Params, ctx: Context) -> Generator[Event, None, None]:
        """Run the science; closing the generator closes the lab's own. May import torch."""
        run: Run = importlib.import_module(f"{self.package}.science").run
        yield from run(params, ctx)

    def run_part(self, params: Params, ctx: Context) -> Generator[Event, None, None]:
        """Run one part of a run: ``science.part``. Its context may not share any further."""
        part: Run = importlib.import_module(f"{self.package}.science").part
        yield from part(params, ctx)

    def run_together(
        self, params: Sequence[Params], contexts: Sequence[Context], rows: int
    ) -> Generator[tuple[int, Event | None], None, None]:
        """Run several of one kind as one batch of ``rows``: ``science.together``.

        Each event comes with the place of its run; None says that the run has told all. Equal
        settings tell the same in every batch of so many rows, alone or with others. What a context
        keeps may be asked of it at any time; it neither remembers checkpoints nor shares parts.
        """
        together = importlib.import_module(f"{self.package}.science").together
        yield from together(params, contexts, rows)

    @cached_property
    def kind(self) -> Kind | None:
        """Says which runs may be computed together, where the lab can: ``kind.kind``."""
        kind: Kind | None = self._optional("kind")
        return kind

    @cached_property
    def preview(self) -> Preview | None:
        """The instant answer, where the lab has one."""
        preview: Preview | None = self._optional("preview")
        return preview

    @cached_property
    def following(self) -> Preview | None:
        """The answer while a control is moving, where a preview may take longer than a frame."""
        following: Preview | None = self._optional("following")
        return following

    @property
    def follows(self) -> bool:
        """Whether a moving control is answered otherwise than one at rest."""
        return self.following is not None

    @cached_property
    def intake(self) -> Intake | None:
        """What is kept of a visitor's file, where that is not the file itself."""
        intake: Intake | None = self._optional("intake")
        return intake

    @cached_property
    def pool(self) -> Pool | None:
        """Draws many recorded runs as one, where the lab can."""
        pool: Pool | None = self._optional("pool")
        return pool

    @cached_property
    def deal(self) -> Deal | None:
        """Deals each student a part of a pooled experiment, where the lab can: ``deal.deal``."""
        deal: Deal | None = self._optional("deal")
        return deal

    @cached_property
    def held_out(self) -> Bets | None:
        """Names what a class may bet on, where the lab can: ``held_out.held_out``."""
        held_out: Bets | None = self._optional("held_out")
        return held_out

    def _optional(self, name: str) -> Any:
        if not (self.folder / f"{name}.py").exists():
            return None
        return getattr(importlib.import_module(f"{self.package}.{name}"), name)
