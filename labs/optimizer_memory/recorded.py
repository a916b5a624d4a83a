"""Simulations that ship with the lab: what ``record`` found, for the settings that open it."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from labs.optimizer_memory.events import Simulated, Unfolded
from labs.optimizer_memory.paper import reference
from labs.optimizer_memory.setting import Setting

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Recording:
    simulated: Simulated
    unfolded: Unfolded


def recorded(setting: Setting) -> Recording | None:
    """Return the recorded simulation of exactly this setting, if there is one."""
    if setting != reference(setting.optimizer):
        return None
    return _recordings().get(setting.optimizer)


@cache
def _recordings() -> dict[str, Recording]:
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.json"))}


def _read(path: Path) -> Recording:
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return Recording(
        Simulated(**found["simulated"], source="recorded"),
        Unfolded(**found["unfolded"], source="recorded"),
    )
