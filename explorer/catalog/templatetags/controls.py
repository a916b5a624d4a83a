"""``{% control "noise" %}`` and ``{% refused "noise runs" %}`` for a lab's ``controls.html``.

Each control is drawn once: the page draws those that the template has not named after it.
"""

from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from explorer.catalog.fields import Field, Option
from explorer.catalog.pages import LabPage

register = template.Library()


@register.simple_tag(takes_context=True)
def control(
    context: Context, name: str, label: str | None = None, said: str | None = None
) -> SafeString:
    """Draw the control of one setting, with other words if given.

    Raises: LookupError if the lab has no such setting, or if it is drawn already.
    """
    page: LabPage = context["page"]
    if name not in page.undrawn:
        raise LookupError(f"{name!r} is no setting of {page.lab.slug}, or is drawn already")
    field = page.undrawn.pop(name)
    return _draw(
        replace(
            field,
            label=field.label if label is None else label,
            help=field.help if said is None else said,
        )
    )


@register.simple_tag(takes_context=True)
def other_controls(context: Context) -> SafeString:
    """Draw the controls that no template has drawn yet."""
    page: LabPage = context["page"]
    html = "".join(_draw(field) for field in page.undrawn.values())
    page.undrawn.clear()
    return mark_safe(html)  # noqa: S308 - each was escaped by its template


@register.simple_tag(takes_context=True)
def refused(context: Context, names: str) -> bool:
    """Say whether one of these settings was refused, so that what folds it away must be open."""
    page: LabPage = context["page"]
    return not page.errors.keys().isdisjoint(names.split())


@dataclass(frozen=True, slots=True)
class Look:
    """A control by what decides how it looks. Controls are declared once, with their Params."""

    words: tuple[str, ...]
    options: tuple[Option, ...]
    control: int
    field: Field = dataclass_field(compare=False)


def _draw(field: Field) -> SafeString:
    if field.pasted:  # as long as its file, and nobody else's
        return render_to_string(field.template, {"field": field})
    words = (
        field.name, field.label, field.help, field.value, field.default, field.error,
    )  # fmt: skip
    return _drawn_once(Look(words, field.options, id(field.control), field))


@lru_cache(maxsize=512)
def _drawn_once(of: Look) -> SafeString:
    """Draw a control, and remember it: a class sees the same ones hundreds of times."""
    return render_to_string(of.field.template, {"field": of.field})
