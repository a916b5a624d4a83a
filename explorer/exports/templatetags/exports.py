"""What a page says of its result to other sites, and where its files are."""

from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse

from explorer.exports.addresses import absolute, root
from explorer.exports.embedding import HEIGHT, WIDTH, discovery, written_frame
from explorer.runs.models import Artifact, Run

register = template.Library()


@register.simple_tag(takes_context=True)
def absolute_url(context: Context, name: str, run_id: UUID) -> str:
    """Return the whole address of a page of a run."""
    return absolute(context["request"], name, run_id)


@register.simple_tag(takes_context=True)
def oembed_links(context: Context, run_id: UUID) -> list[tuple[str, str]]:
    """Return the type and the address of each oEmbed description."""
    request = context["request"]
    return discovery(absolute(request, "result", run_id), root(request) + reverse("oembed"))


@register.simple_tag(takes_context=True)
def frame(context: Context, run_id: UUID, title: str) -> str:
    """Return the frame in which another page shows a result, to be copied as text."""
    src = absolute(context["request"], "embed", run_id)
    return written_frame(src, WIDTH, HEIGHT, title)


@register.simple_tag
def files(run: Run) -> list[Artifact]:
    """Return what a run kept for whoever reads it, by name; its picture has a link of its own."""
    kept = run.artifacts.select_related("blob").exclude(name="preview.png")
    return list(kept.order_by("name"))
