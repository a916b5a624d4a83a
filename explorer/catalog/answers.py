"""Answers to a touched control: partials that replace parts of the lab page."""

from collections.abc import Collection, Mapping

from django.template.loader import render_to_string

from explorer.catalog.claims import claim_rows
from explorer.catalog.fields import Field, fields
from explorer.catalog.pages import STAGE, Shown, warnings
from explorer.catalog.previews import previewed
from explorer.runs.stage import answer, partial
from labs.contract import Lab, Params, Upload

NO_RUN = '<hx-partial hx-target="#run" hx-swap="innerHTML"></hx-partial>'
"""A preview takes the stage from whatever run was shown there, and ends its stream."""


def preview_answer(
    lab: Lab, params: Params, refused: Mapping[str, str], *, moving: bool = False
) -> str:
    """Draw the preview of these settings into every slot; in less time while one is moving.

    Raises: CannotPreview.
    """
    events = previewed(lab, params, moving=moving)
    return (
        answer(lab, params, STAGE, events)
        + partial("claims", "catalog/claims.html", {"claims": claim_rows(lab, events)})
        + partial("warnings", "catalog/warnings.html", {"warnings": warnings(events)})
        + partial("stage-label", "catalog/stage_label.html", {"shown": Shown(events)})
        + refusal(refused.values())
        + NO_RUN
    )


def upload_answer(lab: Lab, params: Params, sent: Mapping[str, str]) -> str:
    """Draw the preview of a file just brought, and the controls that it changed."""
    changed = [each for each in fields(params) if _changed(each, sent)]
    return preview_answer(lab, params, {}) + "".join(map(_control, changed))


def refused_answer(sentences: Collection[str]) -> str:
    """Say why there is no preview, and that the picture is still the one before."""
    return refusal(sentences) + partial("stage-label", "catalog/still.html", {})


def refusal(sentences: Collection[str]) -> str:
    return partial("refused", "catalog/notices.html", {"notices": sentences})


def _changed(control: Field, sent: Mapping[str, str]) -> bool:
    return isinstance(control.control, Upload) or sent.get(control.name) != control.value


def _control(control: Field) -> str:
    html = render_to_string(control.template, {"field": control})
    target = f".control[data-name={control.name}]"
    return f'<hx-partial hx-target="{target}" hx-swap="outerHTML">{html}</hx-partial>'
