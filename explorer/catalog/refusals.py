"""Why a setting is refused, in one sentence: the value, the rule, the remedy."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from labs.contract import Choice, Control, Params, Several, Slider, Switch, Text, Upload

LONGEST_SHOWN = 40

_RULES = {
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
    "literal_error": "{expected}",
    "string_too_long": "at most {max_length} characters long",
    "predicate_failed": "text without null bytes",
    "string_pattern_mismatch": "the name of a file kept here",
}

_REMEDIES: dict[type[Control], str] = {
    Choice: "choose one of those",
    Several: "tick some of those",
    Switch: "switch it on or off",
    Text: "shorten or reword it",
    Upload: "choose the file again",
}

Remedy = Callable[[type[Params], str], str]


def written(value: object) -> str:
    """Return a setting as a link or an input holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def shown(value: object) -> str:
    """Return a value as a sentence can carry it: short, printable, never bare when it is text."""
    text = str(value)
    if not text:
        return "empty"
    if len(text) > LONGEST_SHOWN:
        return f"{_printable(text[:LONGEST_SHOWN])}… ({len(text):,} characters)"
    return _printable(text)


def _printable(text: str) -> str:
    return text if text.isprintable() else ascii(text)


def sentence(params: type[Params], error: ErrorDetails, remedy: Remedy) -> tuple[str, str]:
    """Return which setting a validation error is about, and what to say of it.

    An error of several settings together carries its own words and is filed under the first
    setting it names.
    """
    if not error["loc"]:
        said = error["msg"].removeprefix("Value error, ")
        return first_named(params, said), said
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return name, unknown(params, name)
    return name, refuse(params, name, error["input"], _rule(params, name, error), remedy)


def untold(error: ValidationError) -> str:
    """Say which facts of an event a lab could not tell."""
    names = ", ".join(sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]}))
    return (
        f"the lab found no usable value for {names} ({error.title.lower()}); "
        "choose other settings, or give other data"
    )


def refuse(params: type[Params], name: str, value: object, rule: str, remedy: Remedy) -> str:
    return f"{name} is {shown(value)}, but it must be {rule}; {remedy(params, name)}"


def _rule(params: type[Params], name: str, error: ErrorDetails) -> str:
    if error["type"] == "predicate_failed" and _takes_numbers(params, name):
        return "whole numbers, parted by spaces or commas"
    context: dict[str, Any] = error.get("ctx", {})
    if error["type"] in _RULES:
        return _RULES[error["type"]].format(**context)
    rule = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return rule[:1].lower() + rule[1:]


def _takes_numbers(params: type[Params], name: str) -> bool:
    control = params.control(name)
    return isinstance(control, Text) and control.digits


def first_named(params: type[Params], text: str) -> str:
    words = re.findall(r"\w+", text)
    return next((word for word in words if word in params.model_fields), "settings")


def unknown(params: type[Params], name: str) -> str:
    """Say that a lab has no such setting, and which one was probably meant."""
    close = get_close_matches(name[:LONGEST_SHOWN], params.model_fields, 1)
    meant = f"did you mean {close[0]}?" if close else "leave it out"
    return f"{shown(name)} is given, but this lab has no such setting; {meant}"


def default_is_shown(params: type[Params], name: str) -> str:
    default = params.model_fields[name].default
    return "it is left out" if default is None else f"{written(default)} is shown instead"


def correct_it(params: type[Params], name: str) -> str:
    match params.control(name):
        case Slider(low, high, int(step)) if step > 1:
            return f"set it between {low} and {high}, in steps of {step}"
        case Slider(low, high):
            return f"set it between {low} and {high}"
        case other:
            return _REMEDIES[type(other)]
