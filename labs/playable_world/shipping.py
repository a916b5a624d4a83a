"""Make of trained weights what a browser plays, dream with them, and measure their drift.

``python -m labs.playable_world.shipping NAME…`` after ``manage.py train playable_world NAME``; what
it finds goes to the card beside the weights.
"""

import dataclasses
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

from labs.playable_world.arranging import arranged, horizons
from labs.playable_world.drawing import Frames, draw
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import drifts, paired
from labs.playable_world.exporting import export
from labs.playable_world.making import Dreaming
from labs.playable_world.pictures import as_bytes, lamps, sheet
from labs.playable_world.presets import PRESETS
from labs.playable_world.recorded import (
    SCROLLING_WORLD,
    SHOWN_AWAY,
    recorded_keys,
    recorded_walk,
)
from labs.playable_world.returning import pictured, returned, walked
from labs.playable_world.science import shipped
from labs.playable_world.scrolling import begun as scrolling_begun
from labs.playable_world.settings import PlayParams
from labs.playable_world.shipped import FOLDER, card_file, weights_of
from labs.playable_world.world import FIRST_WORLD, begun
from labs.shared.png import png
from labs.shared.weights import card_of

GAMES, STEPS = 64, 200
STATIC = FOLDER / "static" / "playable_world"
PICTURED = (1, 10, 20, 40, 80, 120)
"""Frames of the recorded dream that the page shows side by side."""


ON_THE_WAY = ("measured", "figures")
"""What a training measured, of the way of dreaming that it was begun for."""


def finish(preset: str) -> None:
    """Write a network as ONNX and its recorded dream, and measure it for its card."""
    network = shipped(preset)
    shares = PRESETS[preset].shares
    model = _into("models", f"{shares or preset}.onnx")
    if not shares:
        export(network, model)
    scrolling = PRESETS[preset].recipe.world == "scrolling"
    frames = _walked(network) if scrolling else _recorded(network, preset)
    _into("dreams", f"{preset}.webp").write_bytes(sheet(frames))
    chosen = frames[[each - 1 for each in PICTURED]]
    _into("strips", f"{preset}.webp").write_bytes(sheet(chosen))
    played = model.read_bytes()
    card = {
        **card_of(weights_of(preset)),
        "played": {"bytes": len(played), "sha256": hashlib.sha256(played).hexdigest()},
        "games": GAMES,
    }
    if scrolling:
        card["returns"] = _returned(network)
        games, dreams = pictured(0, SHOWN_AWAY, network.context, dreamed_by(network))
        both = np.concatenate([games, dreams])
        _into("returns", f"{preset}.webp").write_bytes(sheet(both, len(games)))
    else:
        card["drift"] = measured(network)
    if shares:
        card = {name: each for name, each in card.items() if name not in ON_THE_WAY}
    card_file(preset).write_text(json.dumps(card, indent=1) + "\n")


def measured(network: Dreaming) -> list[dict[str, float]]:
    """Measure its drift as ``lab run playable_world --set games=64 --set seed=0`` does."""
    games, keys = arranged(PlayParams(games=GAMES, steps=STEPS, seed=0), network.context)
    pair = paired(games, keys[: network.context - 1], dreamed_by(network))
    told = drifts(pair, keys[network.context - 1 :], horizons(STEPS))
    return [
        {name: round(each, 5) for name, each in dataclasses.asdict(drift).items()}
        for drift in told
        if drift
    ]


def _returned(network: Dreaming) -> list[dict[str, float]]:
    """Measure its returns as ``lab run playable_world --set preset=scrolling`` does."""
    told = returned(0, GAMES, network.context, dreamed_by(network))
    return [
        {name: round(each, 5) for name, each in dataclasses.asdict(one).items()} for one in told
    ]


def _walked(network: Dreaming) -> Frames:
    walks = scrolling_begun(np.array([SCROLLING_WORLD]))
    told = walked(walks, recorded_walk(), network.context, dreamed_by(network))
    return np.stack([as_bytes(frame[0]) for _, frame in told][1:])


def _recorded(network: Dreaming, preset: str) -> Frames:
    keys = recorded_keys(network.context)[:, None]
    pair = paired(begun(np.array([FIRST_WORLD])), keys[: network.context - 1], dreamed_by(network))
    games, frames = [], []
    for key in keys[network.context - 1 :]:
        pair.step(key)
        games.append(draw(pair.games)[0])
        frames.append(as_bytes(pair.dreamed[0]))
    _into("lamps", f"{preset}.png").write_bytes(png(lamps(np.stack(frames))))
    if preset == "best":
        _into("lamps", "game.png").write_bytes(png(lamps(np.stack(games))))
    return np.stack(frames)


def _into(folder: str, name: str) -> Path:
    (STATIC / folder).mkdir(parents=True, exist_ok=True)
    return STATIC / folder / name


if __name__ == "__main__":
    torch.set_num_threads(1)
    for each in sys.argv[1:]:
        finish(each)
