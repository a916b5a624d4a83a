"""What differs between the settings of runs, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.catalog.links import link_to, setting_names
from explorer.catalog.refusals import shown, written
from explorer.runs.models import NotShown, Run

ABSENT = "not set"


@dataclass(frozen=True, slots=True)
class Change:
    """One setting of two runs, as a sentence can carry it."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name} {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Differing:
    """One setting that is not the same in all runs, with its value in each."""

    name: str
    values: tuple[str, ...]


def changes(original: Run, run: Run) -> list[Change]:
    """Return the settings by which a run differs from another of its lab."""
    return [Change(each.name, *each.values) for each in differing([original, run])]


def differing(runs: Sequence[Run]) -> list[Differing]:
    """Return the settings that are not the same in all runs, in the order of their lab."""
    settings = [settings_of(run) for run in runs]
    names = dict.fromkeys(name for each in settings for name in each)
    rows = (Differing(name, tuple(_in_words(each, name) for each in settings)) for name in names)
    return [row for row in rows if len(set(row.values)) > 1]


def settings_of(run: Run) -> Mapping[str, Any]:
    """Return all settings as the lab reads them now; as they were sent where it cannot."""
    try:
        params = run.lab_params()
    except NotShown:
        kept: dict[str, Any] = run.params
        return kept
    values = params.model_dump(mode="json")
    return {name: values[name] for name in setting_names(type(params))}


def recipe_of(run: Run) -> str:
    """Return the link to a run's settings; nothing where its lab does not read them any more."""
    try:
        return link_to(run.lab, run.lab_params())
    except NotShown:
        return ""


def summary(found: Sequence[Change]) -> str:
    """Say how far a run is from the original: ``1 change from the original: runs 60 → 240``."""
    if not found:
        return "as the original"
    what = "1 change" if len(found) == 1 else f"{len(found)} changes"
    return f"{what} from the original: {', '.join(map(str, found))}"


def _in_words(settings: Mapping[str, Any], name: str) -> str:
    if name not in settings or settings[name] is None:
        return ABSENT
    return shown(written(settings[name]))
