"""Settings as a link, and back.

A link holds only what differs from the defaults, in the order the lab declares it. A link
without ``v`` was made with version 1 of its lab. What a link gets wrong falls back to the
default and is said.
"""

from urllib.parse import urlencode

from django.http import QueryDict
from pydantic import ValidationError

from explorer.catalog import refusals
from labs.contract import Lab, Params, Several, Text, Upload

VERSION = "v"
PASTED = "_pasted"
LONGEST_VALUE = 1_000
MOST_UNKNOWN = 5
RESERVED = {VERSION, "csrfmiddlewaretoken", "again"}

Sentences = dict[str, str]


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
    return urlencode({name: refusals.written(changed[name]) for name in order if name in changed})


def params_from_query(lab: Lab, query: QueryDict) -> tuple[Params, Sentences]:
    """Read a link. Each value it gets wrong falls back to its default, with a sentence."""
    sent = sent_values(lab.params, query)
    given, refused = readable(lab.params, sent, refusals.default_is_shown)
    refused |= unknown_names(lab.params, sent) | _other_version(lab, sent)
    while True:
        try:
            return lab.params.model_validate(given), refused
        except ValidationError as error:
            dropped = _drop(lab.params, given, error, refused)
            given = {name: value for name, value in given.items() if name not in dropped}


def _drop(
    params: type[Params], given: Sentences, error: ValidationError, refused: Sentences
) -> set[str]:
    own = {str(each["loc"][0]) for each in error.errors() if each["loc"]} & given.keys()
    refused.update(_sentences(params, error, refusals.default_is_shown))
    return own or _at_odds(params, given)


def _sentences(params: type[Params], error: ValidationError, remedy: refusals.Remedy) -> Sentences:
    return dict(refusals.sentence(params, each, remedy) for each in error.errors())


def _at_odds(params: type[Params], given: Sentences) -> set[str]:
    """Return the one setting without which the others agree, or all of them."""
    for name in given:
        try:
            params.model_validate({each: given[each] for each in given if each != name})
        except ValidationError:
            continue
        return {name}
    return set(given)


def sent_values(params: type[Params], data: QueryDict) -> Sentences:
    """Return the last value of each name; of settings that take several, all of them."""
    sent = {name: str(value) for name, value in data.items()}
    for name in sent.keys() & params.model_fields.keys():
        if isinstance(params.control(name), Several):
            sent[name] = ",".join(filter(None, map(str, data.getlist(name))))
    return sent


def readable(
    params: type[Params], sent: Sentences, remedy: refusals.Remedy
) -> tuple[Sentences, Sentences]:
    given: Sentences = {}
    refused: Sentences = {}
    for name in setting_names(params):
        value = sent.get(name)
        if value is None or (not value and isinstance(params.control(name), Upload)):
            continue
        if rule := _unreadable(params, name, value):
            refused[name] = refusals.refuse(params, name, value, rule, remedy)
        else:
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


def unknown_names(params: type[Params], sent: Sentences) -> Sentences:
    known = {*params.model_fields, *RESERVED, *(name + PASTED for name in params.model_fields)}
    names = [name for name in sent if name not in known]
    refused = {
        refusals.shown(name): refusals.unknown(params, name) for name in names[:MOST_UNKNOWN]
    }
    if len(names) > MOST_UNKNOWN:
        refused["and more"] = f"{len(names) - MOST_UNKNOWN} more names are not settings of this lab"
    return refused


def _other_version(lab: Lab, query: Sentences) -> Sentences:
    made_with = query.get(VERSION, "1" if query else str(lab.version))
    if made_with == str(lab.version):
        return {}
    named = f"was made with version {refusals.shown(made_with)} of the lab, but this"
    unnamed = "names no version of the lab, as links of version 1 do; this"
    return {
        VERSION: f"this link {named if VERSION in query else unnamed} is version {lab.version}, and"
        " equal settings may give other results"
    }
