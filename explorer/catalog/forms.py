"""Settings as a sent form. What a form gets wrong is refused, and then nothing of it is kept."""

import logging
from typing import TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from pydantic import ValidationError

from explorer.catalog import refusals
from explorer.catalog.links import (
    MOST_UNKNOWN,
    PASTED,
    Sentences,
    readable,
    sent_values,
    unknown_names,
)
from explorer.catalog.previews import CannotPreview, previewed
from explorer.runs.uploads import NotKept, keep_upload, read_upload, upload_id
from labs.contract import Lab, Params, Upload

log = logging.getLogger(__name__)
Files: TypeAlias = "MultiValueDict[str, UploadedFile[bytes]]"
Brought = dict[str, bytes]
"""The files that a form brings, by setting; not kept yet."""


class Refused(ValueError):
    """A sent form cannot become settings. ``errors`` holds a sentence for each setting."""

    def __init__(self, errors: Sentences) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def params_from_form(lab: Lab, post: QueryDict, files: Files) -> Params:
    """Read a sent form; keep the files it brings once nothing is refused. Raises: Refused.

    A file just brought may settle other settings, unless they were changed by hand.
    """
    sent = sent_values(lab.params, post)
    given, errors = readable(lab.params, sent, refusals.correct_it)
    errors |= unknown_names(lab.params, sent) | _unasked(lab.params, files)
    brought = _brought(lab, sent, files, errors)
    if brought:
        ids = {name: upload_id(data) for name, data in brought.items()}
        given = _changed_by_hand(lab.params, given) | ids
    params = _validated(lab.params, given, errors)
    used = {name: data for name, data in brought.items() if getattr(params, name)}
    refuse_unreadable(lab, params, used)
    _keep(used)
    return params


def _keep(brought: Brought) -> None:
    for name, data in brought.items():
        try:
            keep_upload(data)
        except NotKept as trouble:
            log.error("an upload was lost: %s", trouble)
            raise Refused({name: str(trouble)}) from trouble


def _validated(params: type[Params], given: Sentences, errors: Sentences) -> Params:
    try:
        valid = params.model_validate(given)
    except ValidationError as error:
        found = [refusals.sentence(params, each, refusals.correct_it) for each in error.errors()]
        raise Refused(dict(found) | errors) from None
    if errors:
        raise Refused(errors)
    return valid


def _brought(lab: Lab, sent: Sentences, files: Files, errors: Sentences) -> Brought:
    brought: Brought = {}
    for name in lab.params.model_fields:
        control = lab.params.control(name)
        pasted = sent.get(name + PASTED, "")
        file = files.get(name) or (pasted if pasted.strip() else None)
        if not isinstance(control, Upload) or file is None:
            continue
        try:
            data = read_upload(file, control)
            brought[name] = lab.intake(name, data) if lab.intake else data
        except ValueError as refusal:
            errors[name] = str(refusal)
    return brought


def _unasked(params: type[Params], files: Files) -> Sentences:
    """Refuse files under names that take none."""
    takes = {name for name in params.model_fields if isinstance(params.control(name), Upload)}
    names = [refusals.shown(name) for name in files if name not in takes]
    return {
        name: f"{name} is given as a file, but this lab takes no such file; leave it out"
        for name in names[:MOST_UNKNOWN]
    }


def _changed_by_hand(params: type[Params], given: Sentences) -> Sentences:
    defaults = {name: refusals.written(info.default) for name, info in params.model_fields.items()}
    return {name: value for name, value in given.items() if value != defaults[name]}


def refuse_unreadable(lab: Lab, params: Params, brought: Brought) -> None:
    """Let the lab's preview read the files that the settings name. Raises: Refused."""
    named = [
        name
        for name in lab.params.model_fields
        if isinstance(lab.params.control(name), Upload) and getattr(params, name)
    ]
    if not named:
        return
    try:
        previewed(lab, params, brought.values())
    except CannotPreview as refusal:
        raise Refused({next(iter(brought), named[0]): str(refusal)}) from None
