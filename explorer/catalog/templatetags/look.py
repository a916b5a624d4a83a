"""``{% stylesheet %}``: where the site's stylesheet is; ``{% stylesheet lab %}``: a lab's own."""

from django import template

from explorer.stylesheet import address
from labs.contract import Lab

register = template.Library()


@register.simple_tag
def stylesheet(lab: Lab | None = None) -> str:
    return address(lab)
