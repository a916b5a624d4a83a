"""Hypothesis strategies for a lab's settings, built from the Params themselves."""

from typing import Any, TypeVar, get_type_hints

from hypothesis import reject
from hypothesis import strategies as st
from pydantic import ValidationError

from labs.contract import Params, Several, Slider, Text, Upload

P = TypeVar("P", bound=Params)

UPLOAD_IDS = st.text("0123456789abcdef", min_size=64, max_size=64)


def params_of(params: type[P]) -> st.SearchStrategy[P]:
    """Draw settings that the Params accept, each field from its own annotation."""
    hints = get_type_hints(params, include_extras=True)
    drawn = {name: _setting(params, name, hints[name]) for name in params.model_fields}
    return st.fixed_dictionaries(drawn).map(lambda given: _agreeing(params, given))


def _setting(params: type[P], name: str, hint: Any) -> st.SearchStrategy[Any]:
    match params.control(name):
        case Upload():
            return st.none() | UPLOAD_IDS
        case Slider(low, high, int(step)) if step > 1:
            return st.integers(-(-low // step), high // step).map(lambda steps: steps * step)
        case Text(longest, _, True):
            return st.text("0123456789 ,", max_size=longest)
        case Text():
            return st.from_type(hint).map(lambda text: _or_default(params, name, text))
        case Several(labels):
            return st.lists(st.sampled_from(list(labels)), unique=True)
        case _:
            return st.from_type(hint)


def _or_default(params: type[P], name: str, text: str) -> str:
    """Return a text that the field takes: few texts are a board or a prompt."""
    try:
        return str(getattr(params.model_validate({name: text}), name))
    except ValidationError:
        return str(params.model_fields[name].default)


def _agreeing(params: type[P], given: dict[str, Any]) -> P:
    try:
        return params.model_validate(given)
    except ValidationError as error:
        if any(each["loc"] for each in error.errors()):
            raise
        reject()
