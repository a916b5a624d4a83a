"""A step as a student meets it: what is fixed, what may be changed, and what a sent form says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from explorer.catalog.fields import Field, fields
from explorer.catalog.forms import params_from_form
from explorer.catalog.links import params_from_query
from explorer.catalog.refusals import written
from explorer.workshops.plans import Step
from labs.contract import HeldOut, Params, Upload


@dataclass(frozen=True, slots=True)
class Fixed:
    """A setting that students see and cannot change."""

    label: str
    value: str
    help: str


def offered_names(step: Step) -> list[str]:
    """Return the settings that students may change. Files stay with the teacher."""
    control = step.params_type.control
    return [name for name in step.names("offered") if not isinstance(control(name), Upload)]


def offered_fields(
    step: Step, params: Params, given: Mapping[str, str] | None = None, **errors: str
) -> list[Field]:
    """Return a control for each setting that students may change; back is to the step's own."""
    offered, own = offered_names(step), step.params()
    return [
        replace(each, default=written(getattr(own, each.name)))
        for each in fields(params, given, errors)
        if each.name in offered
    ]


def fixed_settings(step: Step) -> list[Fixed]:
    """Return what students see of the settings that they cannot change."""
    names = step.names("fixed")
    return [
        Fixed(each.label, _in_words(each), each.help)
        for each in fields(step.params())
        if each.name in names
    ]


def _in_words(each: Field) -> str:
    chosen = [option.label for option in each.options if option.chosen]
    return ", ".join(chosen) or each.value or "none"


def own_params(step: Step, seat_number: int, answer: Any = None) -> Params:
    """Return the settings from which one student starts.

    Where the class makes one experiment, the lab deals each a part of it; where the answer to the
    question is a setting, it is set.
    """
    params = step.params()
    deal = step.its_lab.deal if step.pooled else None
    if deal:
        params = deal(params, seat_number)
    sets = step.question.sets if step.question else ""
    return params.model_copy(update={sets: answer}) if sets and answer is not None else params


def dealt_settings(step: Step, params: Params) -> list[Fixed]:
    """Return what a student was dealt: the settings that differ from the step's."""
    own = step.params()
    return [
        Fixed(each.label, _in_words(each), each.help)
        for each in fields(params)
        if step.pooled and getattr(params, each.name) != getattr(own, each.name)
    ]


def held_out(step: Step) -> HeldOut | None:
    """Return what the class bets on at a step, if it does."""
    asks = step.its_lab.held_out if step.pooled else None
    return asks(step.params()) if asks else None


def sent_params(step: Step, own: Params, sent: QueryDict) -> Params:
    """Return a student's settings with those that were sent. Raises: Refused."""
    return params_from_form(step.its_lab, _whole(step, own, sent), MultiValueDict())


def looked_at_params(step: Step, own: Params, sent: QueryDict) -> tuple[Params, Mapping[str, str]]:
    """Return a student's settings with those of an address; what is wrong in it is said."""
    return params_from_query(step.its_lab, _whole(step, own, sent))


def _whole(step: Step, params: Params, sent: QueryDict) -> QueryDict:
    """Return a form of all settings, of which only those offered were taken from what was sent."""
    whole = QueryDict(mutable=True)
    for name in step.params_type.model_fields:
        whole[name] = written(getattr(params, name))
    for name in offered_names(step):
        if name in sent:
            whole.setlist(name, sent.getlist(name))
    whole["v"] = str(step.its_lab.version)
    return whole
