"""``{% recipe form="general" %}``: a link to what is shown with some settings changed."""

from django import template
from django.template import Context

from explorer.catalog.links import link_to

register = template.Library()


@register.simple_tag(takes_context=True)
def recipe(context: Context, **changed: str) -> str:
    """Return the address of the lab's page with these settings changed, all others kept."""
    return link_to(context["lab"], context["params"].model_copy(update=changed))
