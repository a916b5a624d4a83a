"""Tables from events whose fields are columns of equal length."""

from collections.abc import Iterable, Iterator

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


@register.filter
def least(rows: Iterable[object], name: str) -> float | None:
    """Return the least value of one column; rows without it do not count."""
    return min((each for row in rows if (each := getattr(row, name)) is not None), default=None)


@register.filter
def minus(value: float, other: float) -> float:
    return value - other
