"""``{% control "noise" %}`` and ``{% refused "noise runs" %}`` for a lab's ``controls.html``.

Each control is drawn once: the page draws those that the template has not named after it.
"""

from dataclasses import replace
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from explorer.catalog.fields import Field
from explorer.catalog.pages import LabPage

register = template.Library()

LONGEST = 200
"""Characters of a value; a longer one, or what was refused, is nobody else's and not kept."""


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


def _draw(field: Field) -> SafeString:
    usual = not field.error and not field.pasted and len(field.value) <= LONGEST
    return _remembered(field) if usual else _drawn(field)


def _drawn(field: Field) -> SafeString:
    return render_to_string(field.template, {"field": field})


_remembered = lru_cache(maxsize=1024)(_drawn)
"""Most visitors find most controls as everybody does."""
