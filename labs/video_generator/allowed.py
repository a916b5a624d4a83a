"""Which larger models an operator allows: ``EXPLORER_VIDEO_MODELS`` in the environment.

Entries are separated by commas: ``NAME=OWNER/REPOSITORY@REVISION``, the revision being the 40
digits of a commit, or ``NAME=/A/FOLDER`` where a pipeline was saved.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from labs.contract import Warned

VARIABLE = "EXPLORER_VIDEO_MODELS"
OWN = "own"
"""Names the lab's own network."""
ENTRY = re.compile(
    r"(?P<name>\w[\w .-]{0,39})\s*=\s*"
    r"(?:(?P<repository>[\w.-]+/[\w.-]+)@(?P<revision>[0-9a-f]{40})|(?P<folder>/.+))",
    re.ASCII,
)
DIGITS_SHOWN = 12


@dataclass(frozen=True)
class Allowed:
    """One model in one state."""

    name: str
    source: str
    """A repository, or a folder."""
    revision: str | None = None

    @property
    def value(self) -> str:
        """What settings hold: another revision is another model, and gives other results."""
        return f"{self.name}@{self.revision[:DIGITS_SHOWN]}" if self.revision else self.name


def read(setting: str) -> dict[str, Allowed]:
    """Return the models that are allowed, by what settings hold of them. Raises: ValueError."""
    found: dict[str, Allowed] = {}
    for entry in filter(None, map(str.strip, setting.split(","))):
        model = _read(entry)
        if model.name in {OWN, *(each.name for each in found.values())}:
            raise ValueError(
                f"{VARIABLE} has {entry!r}, but {model.name!r} names another model already; "
                "give this one a name of its own"
            )
        found[model.value] = model
    return found


def _read(entry: str) -> Allowed:
    said = ENTRY.fullmatch(entry)
    if not said:
        raise ValueError(
            f"{VARIABLE} has {entry!r}, but a model is allowed by "
            "NAME=OWNER/REPOSITORY@REVISION with all 40 digits of a commit, or by NAME=/A/FOLDER, "
            "the name being up to 40 letters, digits, blanks, dots and dashes; write it so"
        )
    return Allowed(said["name"].strip(), said["repository"] or said["folder"], said["revision"])


def labelled(models: Mapping[str, Allowed]) -> dict[str, str]:
    """Return the words for every value of the setting, the lab's own network first."""
    return {OWN: "The lab’s own", **{value: model.name for value, model in models.items()}}


def help_for(models: Mapping[str, Allowed]) -> str:
    """Say what a larger model needs where none is allowed, and else what one does."""
    if not models:
        return (
            "Larger models, such as Wan 2.1, CogVideoX or LTX, can be chosen here beside the lab’s "
            "own network once the site has a worker with a GPU and its operator allows them by "
            f"name in {VARIABLE}."
        )
    return (
        "From any words, a larger model makes one clip of its own length and size, on a worker "
        "with a GPU. It heeds prompt, steps, guidance and seed alone; nothing checks the clip."
    )


def unchecked(name: str) -> Warned:
    """Say what is not claimed of a larger model's clip."""
    return Warned(
        text=f"{name} makes this clip, not the lab’s own network. The checker knows only this "
        "lab’s shapes and does not read it; the claims and figures are not about it."
    )


ALLOWED = read(os.environ.get("EXPLORER_VIDEO_MODELS", ""))
