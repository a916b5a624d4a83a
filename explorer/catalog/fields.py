"""The controls of a lab, drawn from its Params."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from explorer.catalog.links import PASTED, setting_names
from explorer.catalog.refusals import written
from labs.contract import Choice, Control, Params, Several, Slider, Switch, Text, Upload

Kind = Literal["slider", "choice", "several", "switch", "text", "upload"]
MOST_SEGMENTS = 3

_KINDS: dict[type[Control], Kind] = {
    Slider: "slider",
    Choice: "choice",
    Several: "several",
    Switch: "switch",
    Text: "text",
    Upload: "upload",
}


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One control of the form, as ``templates/components/controls/<kind>.html`` draws it."""

    name: str
    label: str
    help: str
    value: str
    """What the input holds: the setting, or what was sent and refused."""
    default: str
    error: str
    control: Control = field(hash=False)
    options: tuple[Option, ...] = ()
    """The values to choose from, in the order of their ``Literal`` or their labels."""
    pasted: str = ""
    """The text that was pasted instead of a file, in a form that was refused."""

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def kind(self) -> Kind:
        return _KINDS[type(self.control)]

    @property
    def template(self) -> str:
        return f"components/controls/{self.kind}.html"

    @property
    def segmented(self) -> bool:
        return len(self.options) <= MOST_SEGMENTS

    @property
    def accept(self) -> str:
        return ",".join(self.control.accept) if isinstance(self.control, Upload) else ""

    @property
    def pasted_name(self) -> str:
        return self.name + PASTED


def fields(
    params: Params,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Field]:
    """Return a control for each setting; ``given`` is what was sent and could not be used."""
    given, errors = given or {}, errors or {}
    return [
        _field(params, name, given, errors.get(name, "")) for name in setting_names(type(params))
    ]


def _field(params: Params, name: str, given: Mapping[str, str], error: str) -> Field:
    info = type(params).model_fields[name]
    control = type(params).control(name)
    value = given.get(name, written(getattr(params, name)))
    return Field(
        name=name,
        label=info.title or name.replace("_", " ").capitalize(),
        help=info.description or "",
        value=value,
        default=written(info.default),
        error=error,
        control=control,
        options=_options(control, info.annotation, value),
        pasted=given.get(name + PASTED, ""),
    )


def _options(control: Control, annotation: object, value: str) -> tuple[Option, ...]:
    if isinstance(control, Several):
        ticked = value.split(",")
        return tuple(Option(each, label, each in ticked) for each, label in control.labels.items())
    if not isinstance(control, Choice):
        return ()
    return tuple(
        Option(each, control.labels[each], each == value) for each in map(str, get_args(annotation))
    )
