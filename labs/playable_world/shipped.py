"""The weights that come with the lab: their cards, and the files, checked against these."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from labs.playable_world.events import Drifted, Learned, Shipped
from labs.playable_world.presets import PRESETS

FOLDER = Path(__file__).parent
WEIGHTS = FOLDER / "weights"
MODELS = FOLDER / "static" / "playable_world" / "models"
"""What the browser plays: the same weights as ONNX."""


class CorruptWeightsError(ValueError):
    """A file of weights is not the one that its card speaks of."""


@cache
def card(preset: str) -> dict[str, Any]:
    """Return what made a network and what was measured of it."""
    facts: dict[str, Any] = json.loads((WEIGHTS / f"{preset}.json").read_text())
    return facts


def checked(preset: str) -> bytes:
    """Read a network's weights. Raises: CorruptWeightsError."""
    path = WEIGHTS / f"{preset}.safetensors"
    data, wanted = path.read_bytes(), card(preset)["sha256"]["safetensors"]
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise CorruptWeightsError(
            f"{path.relative_to(FOLDER.parents[1])} has SHA-256 {found[:12]}…, but its card says "
            f"{wanted[:12]}…; restore the file from the repository"
        )
    return data


def told_shipped() -> Iterator[Shipped]:
    """Tell of every network that comes with the lab."""
    for name, preset in PRESETS.items():
        facts = card(name)
        far = facts["drift"][-1]
        shares = {word: far[word] for word in ("player", "ball", "coins", "walls", "follows")}
        yield Shipped(
            preset=name,
            label=preset.label,
            kind="age" if preset.kind == "age" else "recipe",
            steps=preset.steps,
            cpu_seconds=facts["cpu_seconds"],
            parameters=facts["parameters"],
            rollout=preset.recipe.rollout,
            noise=preset.recipe.noise,
            context=preset.recipe.context,
            bytes=facts["onnx_bytes"],
            sha256=facts["sha256"]["onnx"],
            date=facts["date"],
            **shares,
        )


def told_drift(preset: str) -> Iterator[Drifted]:
    """Tell what was measured of a network when it was made."""
    facts = card(preset)
    for each in facts["drift"]:
        yield Drifted(preset=preset, games=facts["games"], recorded=facts["date"], **each)


def told_learning() -> Iterator[Learned]:
    """Tell how the best network learned, by its ages."""
    ages = [(each.steps, name) for name, each in PRESETS.items() if each.kind == "age"]
    for steps, name in sorted(ages):
        facts = card(name)
        at_fifty = next(each for each in facts["drift"] if each["horizon"] == 50)
        shares = {word: at_fifty[word] for word in ("player", "ball", "coins", "walls", "follows")}
        yield Learned(
            step=steps,
            steps=PRESETS[name].planned,
            loss=facts["loss"],
            recorded=True,
            **shares,
        )
