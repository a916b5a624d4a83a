"""Where a page's result is found, how other sites describe it, and what they frame."""

from uuid import UUID

from django import template
from django.template import Context

from explorer.exports.addresses import Place, place_of, root
from explorer.exports.embedding import HEIGHT, WIDTH, discovery, written_frame

register = template.Library()


@register.simple_tag(takes_context=True)
def place(context: Context, run_id: UUID) -> Place:
    """Return where anyone finds a result who knows its id."""
    return place_of(root(context["request"]), run_id)


@register.filter
def oembed_links(at: Place) -> list[tuple[str, str]]:
    """Return the type and the address of each oEmbed description."""
    return discovery(at)


@register.filter
def frame(at: Place, title: str) -> str:
    """Return the frame in which another page shows a result, to be copied as text."""
    return written_frame(at.embed_url, WIDTH, HEIGHT, title)
