"""Instant answers, computed in the web process and remembered by lab, version and settings."""

from collections.abc import Collection
from functools import lru_cache

from pydantic import ValidationError

from explorer.catalog.refusals import untold
from explorer.runs.uploads import open_upload, opener_of
from labs.contract import Event, Lab, Opener, Params, Preview
from labs.registry import labs

REMEMBERED = 32


class CannotPreview(ValueError):
    """The settings are valid, but what they name cannot be read. Says why in one sentence."""


def previewed(
    lab: Lab, params: Params, brought: Collection[bytes] = (), *, moving: bool = False
) -> tuple[Event, ...]:
    """Return the events of a lab's preview; none where it has no preview.

    ``brought`` are files that the settings name and that are not kept; ``moving`` says that a
    control is just being moved.

    Raises: CannotPreview.
    """
    if brought:
        return _told(lab.preview, params, opener_of(brought))
    return _remembered(lab.slug, lab.version, params, moving=moving)


@lru_cache(maxsize=REMEMBERED)
def _remembered(slug: str, _version: int, params: Params, *, moving: bool) -> tuple[Event, ...]:
    lab = labs()[slug]
    return _told((moving and lab.following) or lab.preview, params, open_upload)


def _told(answer: Preview | None, params: Params, opener: Opener) -> tuple[Event, ...]:
    if answer is None:
        return ()
    try:
        return tuple(answer(params, opener))
    except ValidationError as error:
        raise CannotPreview(untold(error)) from error
    except (FileNotFoundError, ValueError) as refusal:
        raise CannotPreview(str(refusal)) from refusal
