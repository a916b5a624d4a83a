"""``{% stylesheet %}``: where the site's stylesheet is."""

from django import template

from explorer.stylesheet import address

register = template.Library()


@register.simple_tag
def stylesheet() -> str:
    return address()
