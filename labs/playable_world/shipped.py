"""What is known of the networks that come with the lab, from their cards."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from labs.playable_world.events import (
    Drifted,
    Learned,
    Offered,
    Returned,
    Revisited,
    Shipped,
)
from labs.playable_world.presets import PRESETS
from labs.playable_world.recorded import SHOWN_AWAY

FOLDER = Path(__file__).parent
WORDS = ("player", "ball", "coins", "walls", "follows")
CHANCE = ("lit", "jumps")
MIDWAY = 50


def weights_of(preset: str) -> Path:
    return FOLDER / "weights" / f"{PRESETS[preset].shares or preset}.safetensors"


def card_file(preset: str) -> Path:
    return FOLDER / "weights" / f"{preset}.json"


@cache
def card(preset: str) -> dict[str, Any]:
    """Return what made a network and what was measured of it."""
    facts: dict[str, Any] = json.loads(card_file(preset).read_text())
    return facts


def told_shipped() -> Iterator[Shipped | Offered]:
    """Tell of every network that comes with the lab."""
    for name, preset in PRESETS.items():
        facts = card(name)
        about = dict[str, Any](
            preset=name,
            label=preset.label,
            kind=preset.kind,
            steps=preset.steps,
            cpu_seconds=facts["cpu_seconds"],
            parameters=facts["parameters"],
            rollout=preset.recipe.rollout,
            noise=preset.recipe.noise,
            context=preset.recipe.context,
            bytes=facts["played"]["bytes"],
            sha256=facts["played"]["sha256"],
            date=facts["date"],
            width=preset.recipe.width,
            flow=preset.recipe.flow,
            file=preset.shares,
        )
        if preset.recipe.world == "scrolling":
            yield Offered(**about)
        else:
            yield Shipped(**about, **{word: facts["drift"][-1][word] for word in WORDS + CHANCE})


def told_returns(preset: str) -> Iterator[Returned | Revisited]:
    """Tell what was measured of a network of the scrolling world when it was made."""
    facts = card(preset)
    for each in facts["returns"]:
        yield Returned(preset=preset, games=facts["games"], recorded=facts["date"], **each)
    picture = f"playable_world/returns/{preset}.webp"
    yield Revisited(preset=preset, away=SHOWN_AWAY, picture=picture, recorded=facts["date"])


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
        midway = next(each for each in facts["drift"] if each["horizon"] == MIDWAY)
        yield Learned(
            step=steps,
            steps=PRESETS[name].planned,
            loss=facts["curve"][-1][1],
            recorded=True,
            **{word: midway[word] for word in WORDS},
        )
