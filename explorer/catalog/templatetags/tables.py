"""Tables from events whose fields are columns of equal length."""

from collections.abc import Iterator

from django import template

from labs.contract import Event

register = template.Library()


@register.filter
def rows(event: Event, columns: str) -> Iterator[dict[str, float | None]]:
    """Yield a mapping a row; a column that the event left empty reads as None."""
    names = columns.split()
    filled = {name: values for name in names if (values := getattr(event, name))}
    for index in range(max(map(len, filled.values()), default=0)):
        yield {name: filled[name][index] if name in filled else None for name in names}
