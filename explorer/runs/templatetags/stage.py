"""``{% slot "measured" %}`` and ``{% drawn "measured" %}`` for the panels of labs."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from explorer.runs.stage import Stage

register = template.Library()


def _declared(context: Context, word: str) -> str:
    """Return the word. Raises: LookupError if the panel does not draw it."""
    panel = context["panel"]
    if word not in {event.word() for event in panel.draws}:
        raise LookupError(f"panel {panel.slug!r} has a slot for {word!r}, which it does not draw")
    return word


@register.simple_tag(takes_context=True)
def slot(context: Context, word: str) -> SafeString:
    """Write the id by which later events of this word find their place."""
    word = _declared(context, word)
    return mark_safe(f'id="{context["stage"]}-{context["panel"].slug}-{word}"')  # noqa: S308


@register.simple_tag(takes_context=True)
def drawn(context: Context, word: str) -> SafeString:
    """Write what is known of this word so far, one partial an event."""
    shown: dict[str, list[Any]] = context["events"]
    stage = Stage(context["lab"], context["params"], context["stage"])
    return stage.draw(context["panel"], _declared(context, word), shown.get(word, ()))
