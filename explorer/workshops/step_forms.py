"""A step as its teacher's form: words, question, and for each setting its value and who sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from django.http import QueryDict
from pydantic import ValidationError

from explorer.catalog import refusals
from explorer.catalog.fields import Field, fields
from explorer.catalog.links import readable, sent_values
from explorer.workshops.planning import first_said
from explorer.workshops.plans import QuestionKind, Shown, Step
from labs.contract import Lab, Panel, Upload

SHOWS = "shows_"
KINDS = {
    "": "No question",
    "number": "A number",
    "choice": "One of several",
    "text": "A few words",
    "draw": "Draw your prediction",
}
WORDS: dict[Shown, str] = {"hidden": "Hidden", "fixed": "Shown", "offered": "Theirs to change"}


class StepRefused(ValueError):
    """A sent form cannot become a step. ``errors`` holds a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def read_step(step: Step, sent: QueryDict) -> Step:
    """Return the step as a form changes it. Raises: StepRefused."""
    settings = _settings(step, sent)
    document = {
        "lab": step.lab,
        "title": " ".join(sent.get("title_", "").split()),
        "prompt": sent.get("prompt_", "").replace("\r\n", "\n").strip(),
        "settings": settings,
        "shows": _shows(step, sent),
        "question": _question(step, sent),
        "minutes": sent.get("minutes_") or None,
        "pooled": "pooled_" in sent,
        "panel": sent.get("panel_", ""),
    }
    try:
        return Step.model_validate(document)
    except ValidationError as error:
        raise StepRefused({_field(error): first_said(error)}) from None


def _field(error: ValidationError) -> str:
    where = error.errors()[0]["loc"]
    return str(where[0]) if where else "step"


def _settings(step: Step, sent: QueryDict) -> dict[str, Any]:
    """Return what differs from the lab's defaults. Raises: StepRefused."""
    params = step.params_type
    given, errors = readable(params, sent_values(params, sent), refusals.correct_it)
    kept = {name: value for name, value in step.settings.items() if name not in sent}
    try:
        valid = params.model_validate({**kept, **given})
    except ValidationError as error:
        errors |= dict(
            refusals.sentence(params, each, refusals.correct_it) for each in error.errors()
        )
    if errors:
        raise StepRefused(errors)
    return valid.changed()


def _shows(step: Step, sent: QueryDict) -> dict[str, str]:
    allowed = set(get_args(Shown)) - {"hidden"}
    asked = {name: sent.get(SHOWS + name, "hidden") for name in step.params_type.model_fields}
    return {name: shown for name, shown in asked.items() if shown in allowed}


def _question(step: Step, sent: QueryDict) -> dict[str, Any] | None:
    kind = sent.get("kind_", "")
    if kind not in get_args(QuestionKind):
        return None
    lines = (line.strip() for line in sent.get("choices_", "").splitlines())
    asked: dict[str, Any] = {"kind": kind, "text": " ".join(sent.get("question_", "").split())}
    if kind == "choice":
        asked["choices"] = [line for line in lines if line]
    if kind in {"number", "draw"}:
        asked |= {"low": sent.get("low_") or 0, "high": sent.get("high_") or 100}
    if kind == "number" and step.question:
        asked["sets"] = step.question.sets
    return asked


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the form: the control, and who sees it."""

    field: Field
    shown: Shown
    choices: Mapping[Shown, str]


@dataclass(frozen=True)
class StepForm:
    """What ``workshops/edit_step.html`` holds of a step: as it is kept, or as it was refused."""

    step: Step
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def lab(self) -> Lab:
        return self.step.its_lab

    @property
    def words(self) -> Mapping[str, str]:
        asked = self.step.question
        own = {
            "title_": self.step.title,
            "prompt_": self.step.prompt,
            "minutes_": str(self.step.minutes or ""),
            "kind_": asked.kind if asked else "",
            "question_": asked.text if asked else "",
            "choices_": "\n".join(asked.choices) if asked else "",
            "low_": f"{asked.low:g}" if asked else "0",
            "high_": f"{asked.high:g}" if asked else "100",
            "panel_": self.step.panel,
        }
        return {**own, **{name: self.given[name] for name in own if name in self.given}}

    @property
    def pooled(self) -> bool:
        return "pooled_" in self.given if self.given else self.step.pooled

    @property
    def kinds(self) -> Mapping[str, str]:
        return KINDS

    @property
    def panels(self) -> tuple[Panel, ...]:
        return self.lab.panels

    @property
    def settings(self) -> list[Setting]:
        """A row for each setting; files are the teacher's own."""
        control = self.step.params_type.control
        return [
            Setting(each, self._shown(each.name), WORDS)
            for each in fields(self.step.params(), self.given, self.errors)
            if not isinstance(control(each.name), Upload)
        ]

    def _shown(self, name: str) -> Shown:
        given = self.given.get(SHOWS + name, "")
        for shown in get_args(Shown):
            if given == shown:
                return shown  # type: ignore[no-any-return]
        return self.step.shows.get(name, "hidden")

    @property
    def notices(self) -> list[str]:
        names = {each.field.name for each in self.settings}
        return [said for name, said in self.errors.items() if name not in names]
