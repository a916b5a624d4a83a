"""What a workshop is made of, as a document: kept, exported and imported in one form."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from explorer.catalog import refusals
from labs.contract import Lab, Panel, Params
from labs.registry import labs

MOST_STEPS = 30
LONGEST_TITLE = 120
LONGEST_PROMPT = 8_000
LONGEST_QUESTION = 400
LONGEST_CHOICE = 120
MOST_CHOICES = 8
MOST_MINUTES = 240

Shown = Literal["fixed", "offered", "hidden"]
QuestionKind = Literal["number", "choice", "text", "draw"]


def _keepable(text: str) -> str:
    """Refuse what Postgres keeps no row of."""
    if "\0" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise ValueError("it holds a character that cannot be kept; type it anew")
    return text


Words = Annotated[str, AfterValidator(_keepable)]


class Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Question(Document):
    """Asked before the result is seen."""

    kind: QuestionKind
    text: Annotated[Words, Field(min_length=1, max_length=LONGEST_QUESTION)]
    choices: Annotated[
        tuple[Annotated[Words, Field(min_length=1, max_length=LONGEST_CHOICE)], ...],
        Field(max_length=MOST_CHOICES),
    ] = ()
    low: float = 0
    high: float = 100
    """A number is asked for between these; a curve is drawn between them, from bottom to top."""
    sets: str = ""
    """The setting that the answer becomes, where it is a number."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Question":
        if self.kind == "choice" and len(self.choices) < 2:
            raise ValueError(
                f"{len(self.choices)} choices were given, but a choice needs at least 2; add some"
            )
        if not self.low < self.high:
            raise ValueError(
                f"the answers go from {self.low:g} to {self.high:g}, but the first must be less "
                "than the second; swap them or change one"
            )
        return self


class Step(Document):
    """A lab with settings, of which students see some and may change some."""

    lab: str
    title: Annotated[Words, Field(min_length=1, max_length=LONGEST_TITLE)]
    prompt: Annotated[Words, Field(max_length=LONGEST_PROMPT)] = ""
    settings: dict[str, Any] = Field(default_factory=dict)
    """What differs from the lab's defaults."""
    shows: dict[str, Shown] = Field(default_factory=dict)
    """``fixed`` is shown and stays, ``offered`` may be changed; others are hidden."""
    question: Question | None = None
    minutes: Annotated[int | None, Field(ge=1, le=MOST_MINUTES)] = None
    pooled: bool = False
    """Whether the class makes one experiment of it."""
    panel: str = ""
    """The panel that the wall shows in miniature; empty for the lab's first."""

    @model_validator(mode="after")
    def _fits_its_lab(self) -> "Step":
        if self.lab not in labs():
            raise ValueError(
                f"the step is of the lab {refusals.shown(self.lab)}, but the labs here are "
                f"{', '.join(labs())}; choose one of those"
            )
        params = self.params_type
        panels = [each.slug for each in self.its_lab.panels]
        if self.panel and self.panel not in panels:
            raise ValueError(
                f"the wall is to show the panel {refusals.shown(self.panel)}, but this lab has "
                f"{', '.join(panels)}; choose one of those"
            )
        if stray := [name for name in self.shows if name not in params.model_fields]:
            raise ValueError(refusals.unknown(params, stray[0]))
        sets = self.question.sets if self.question else ""
        if sets and (sets not in params.model_fields or self.question.kind != "number"):  # type: ignore[union-attr]
            raise ValueError(
                f"the answer is to become the setting {refusals.shown(sets)}, but only a number "
                "can become a setting, and only one of this lab; leave it out"
            )
        try:
            params.model_validate(self.settings)
        except ValidationError as error:
            _, said = refusals.sentence(params, error.errors()[0], refusals.correct_it)
            raise ValueError(said) from None
        return self

    @property
    def its_lab(self) -> Lab:
        return labs()[self.lab]

    @property
    def params_type(self) -> type[Params]:
        return self.its_lab.params

    @property
    def its_panel(self) -> Panel:
        """The panel that the wall shows."""
        named = (each for each in self.its_lab.panels if each.slug == self.panel)
        return next(named, self.its_lab.panels[0])

    def params(self) -> Params:
        """Return the settings from which every student starts."""
        return self.params_type.model_validate(self.settings)

    def names(self, shown: Shown) -> list[str]:
        """Return the settings that are fixed, offered or hidden, in the order of the lab."""
        return [
            name
            for name in self.params_type.model_fields
            if self.shows.get(name, "hidden") == shown
        ]


class Plan(Document):
    """A workshop from beginning to end."""

    format: Literal["explorer workshop"] = "explorer workshop"
    version: Literal[1] = 1
    title: Annotated[Words, Field(min_length=1, max_length=LONGEST_TITLE)]
    about: Annotated[Words, Field(max_length=LONGEST_PROMPT)] = ""
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]

    @property
    def minutes(self) -> int:
        return sum(step.minutes or 0 for step in self.steps)
