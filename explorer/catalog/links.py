"""Settings as a link or as a sent form, and back.

A link holds only what differs from the defaults, in the order the lab declares it. A link
without ``v`` was made with version 1 of its lab. What a link gets wrong falls back to the
default and is said; what a form gets wrong is refused.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from pydantic import ValidationError

from explorer.catalog import refusals
from explorer.runs.uploads import UploadRefused, keep_upload
from labs.contract import Lab, Params, Text, Upload

VERSION = "v"
PASTED = "_pasted"
LONGEST_VALUE = 1_000
MOST_UNKNOWN = 5
_OF_THE_PAGE = {VERSION, "csrfmiddlewaretoken", "again"}

Sentences = dict[str, str]


class Refused(ValueError):
    """A sent form cannot become settings. ``errors`` holds a sentence for each setting."""

    def __init__(self, errors: Sentences, given: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors
        self.given = given


def setting_names(params: type[Params]) -> list[str]:
    """Return the names of all settings as they are shown: the lab's own, then the seed."""
    return sorted(params.model_fields, key=lambda name: name == "seed")


def link_to(lab: Lab, params: Params) -> str:
    query = query_from_params(params, lab.version)
    return f"/labs/{lab.slug}" + (f"?{query}" if query else "")


def query_from_params(params: Params, version: int = 1) -> str:
    changed = params.changed()
    if changed and version > 1:
        changed[VERSION] = version
    order = [*setting_names(type(params)), VERSION]
    return urlencode({name: _written(changed[name]) for name in order if name in changed})


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def params_from_query(lab: Lab, query: QueryDict) -> tuple[Params, Sentences]:
    """Read a link. Each value it gets wrong falls back to its default, with a sentence."""
    given, refused = _readable(lab.params, query, refusals.default_is_shown)
    refused |= _unknown_names(lab.params, query) | _other_version(lab, query)
    while True:
        try:
            return lab.params.model_validate(given), refused
        except ValidationError as error:
            dropped = _drop(lab.params, given, error, refused)
            given = {name: value for name, value in given.items() if name not in dropped}


def _drop(
    params: type[Params], given: Sentences, error: ValidationError, refused: Sentences
) -> set[str]:
    found = [refusals.sentence(params, each, refusals.default_is_shown) for each in error.errors()]
    own = {str(each["loc"][0]) for each in error.errors() if each["loc"]} & given.keys()
    refused.update(found)
    return own or _at_odds(params, given)


def _at_odds(params: type[Params], given: Sentences) -> set[str]:
    """Return the one setting without which the others agree, or all of them."""
    for name in given:
        try:
            params.model_validate({each: given[each] for each in given if each != name})
        except ValidationError:
            continue
        return {name}
    return set(given)


def params_from_form(lab: Lab, post: QueryDict, files: MultiValueDict[str, UploadedFile]) -> Params:
    """Read a sent form, keeping the files it brings. Raises: Refused."""
    given, errors = _readable(lab.params, post, refusals.correct_it)
    errors |= _unknown_names(lab.params, post)
    for name in lab.params.model_fields:
        control = lab.params.control(name)
        if isinstance(control, Upload):
            _keep(name, control, post, files, given, errors)
    try:
        params = lab.params.model_validate(given)
    except ValidationError as error:
        found = [
            refusals.sentence(lab.params, each, refusals.correct_it) for each in error.errors()
        ]
        raise Refused(dict(found) | errors, given) from None
    if errors:
        raise Refused(errors, given)
    return params


def _keep(
    name: str,
    control: Upload,
    post: QueryDict,
    files: MultiValueDict[str, UploadedFile],
    given: Sentences,
    errors: Sentences,
) -> None:
    pasted = post.get(name + PASTED, "")
    brought = files.get(name) or (pasted if pasted.strip() else None)
    if brought is None:
        return
    try:
        given[name] = keep_upload(brought, control)
    except UploadRefused as refusal:
        errors[name] = str(refusal)


def _readable(
    params: type[Params], data: QueryDict, remedy: refusals.Remedy
) -> tuple[Sentences, Sentences]:
    given: Sentences = {}
    refused: Sentences = {}
    for name in setting_names(params):
        if name not in data:
            continue
        value, rule = data[name], _unreadable(params, name, data[name])
        if rule:
            refused[name] = refusals.refuse(params, name, value, rule, remedy)
        elif value or not isinstance(params.control(name), Upload):
            given[name] = value
    return given, refused


def _unreadable(params: type[Params], name: str, value: str) -> str | None:
    control = params.control(name)
    longest = max(LONGEST_VALUE, control.longest if isinstance(control, Text) else 0)
    if len(value) > longest:
        return f"at most {longest:,} characters long"
    if "\0" in value or not _is_text(value):
        return "text without null bytes or broken characters"
    return None


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unknown_names(params: type[Params], data: QueryDict) -> Sentences:
    known = {*params.model_fields, *_OF_THE_PAGE, *(name + PASTED for name in params.model_fields)}
    names = [name for name in data if name not in known]
    refused = {
        refusals.shown(name): refusals.unknown(params, name) for name in names[:MOST_UNKNOWN]
    }
    if len(names) > MOST_UNKNOWN:
        refused["and more"] = f"{len(names) - MOST_UNKNOWN} more names are not settings of this lab"
    return refused


def _other_version(lab: Lab, query: QueryDict) -> Sentences:
    made_with = query.get(VERSION, "1" if query else str(lab.version))
    if made_with == str(lab.version):
        return {}
    return {
        VERSION: f"this link was made with version {refusals.shown(made_with)} of the lab, but this"
        f" is version {lab.version}; equal settings may give other results"
    }
