"""Instant answers, computed in the web process and remembered by lab, version and settings."""

from functools import lru_cache

from explorer.runs.uploads import open_upload
from labs.contract import Event, Lab, Params
from labs.registry import labs

REMEMBERED = 32


class CannotPreview(ValueError):
    """The settings are valid, but what they name cannot be read. Says why in one sentence."""


def previewed(lab: Lab, params: Params) -> tuple[Event, ...]:
    """Return the events of a lab's preview; none where it has no preview.

    Raises: CannotPreview.
    """
    return _previewed(lab.slug, lab.version, params)


@lru_cache(maxsize=REMEMBERED)
def _previewed(slug: str, _version: int, params: Params) -> tuple[Event, ...]:
    preview = labs()[slug].preview
    if preview is None:
        return ()
    try:
        return tuple(preview(params, open_upload))
    except (FileNotFoundError, ValueError) as refusal:
        raise CannotPreview(str(refusal)) from refusal
