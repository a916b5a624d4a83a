"""Why a value is refused, by its name: settings in the words of their lab's page."""

from collections.abc import Iterator
from typing import Any

from ninja.errors import ValidationErrorContext
from pydantic_core import ErrorDetails

from explorer.catalog import refusals
from labs.contract import Params


def sentences(context: ValidationErrorContext[Any]) -> Iterator[tuple[str, str]]:
    """Yield the name and a sentence for each value that an operation cannot take."""
    fields = context.model.model_fields
    for error in context.pydantic_validation_error.errors():
        first, *rest = error["loc"] or ("settings",)
        field = fields.get(str(first))
        params: Any = field.annotation if field else None
        if isinstance(params, type) and issubclass(params, Params):
            yield refusals.sentence(params, {**error, "loc": tuple(rest)}, refusals.correct_it)
        else:
            yield _plain(error)


def _plain(error: ErrorDetails) -> tuple[str, str]:
    name = refusals.shown(".".join(map(str, error["loc"])))
    rule = error["msg"].removeprefix("Input should be ")
    value = refusals.shown(error["input"])
    return name, f"{name} is {value}, but it must be {rule[:1].lower()}{rule[1:]}; correct it"
