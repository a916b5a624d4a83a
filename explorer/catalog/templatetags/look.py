"""``{% stylesheet %}``: where the site's stylesheet is; ``{% stylesheet lab %}``: a lab's own.

``{% stylesheet "experiments" %}`` is that of a group of pages.
"""

from django import template

from explorer.stylesheet import Owner, address

register = template.Library()


@register.simple_tag
def stylesheet(owner: Owner = None) -> str:
    return address(owner)
