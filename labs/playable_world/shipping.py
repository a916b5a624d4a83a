"""Make a trained network one that comes with the lab: its files, its measures, its card."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save

from labs.playable_world.arranging import arranged, horizons
from labs.playable_world.drawing import Frames
from labs.playable_world.dreaming import dreamed_by
from labs.playable_world.drifting import drifts, paired
from labs.playable_world.exporting import export
from labs.playable_world.network import Dreamer
from labs.playable_world.pictures import as_bytes, sheet
from labs.playable_world.recorded import FRAMES, recorded_keys
from labs.playable_world.settings import PlayParams
from labs.playable_world.shipped import FOLDER, MODELS, WEIGHTS
from labs.playable_world.world import FIRST_WORLD, begun

GAMES, STEPS = 64, 200
DREAMS = FOLDER / "static" / "playable_world" / "dreams"
STRIPS = FOLDER / "static" / "playable_world" / "strips"
PICTURED = (1, 10, 20, 40, 80, 120)
"""Frames of the recorded dream that the page shows side by side."""


def ship(preset: str, network: Dreamer, facts: Mapping[str, Any]) -> None:
    """Write a network's weights in half precision, as ONNX too, a dream of it, and its card."""
    torch.set_num_threads(1)
    half = {name: each.half().contiguous() for name, each in network.state_dict().items()}
    network.load_state_dict({name: each.float() for name, each in half.items()})
    weights = WEIGHTS / f"{preset}.safetensors"
    weights.write_bytes(save(half))
    MODELS.mkdir(parents=True, exist_ok=True)
    model = MODELS / f"{preset}.onnx"
    export(network, model)
    _picture(preset, _recorded(network))
    card = {
        "preset": preset,
        **facts,
        "parameters": sum(each.numel() for each in network.parameters()),
        "torch": torch.__version__,
        "date": datetime.now(UTC).date().isoformat(),
        "sha256": {"safetensors": _hash(weights), "onnx": _hash(model)},
        "onnx_bytes": model.stat().st_size,
        "games": GAMES,
        "drift": measured(network),
    }
    (WEIGHTS / f"{preset}.json").write_text(json.dumps(card, indent=1) + "\n")


def measured(network: Dreamer) -> list[dict[str, float]]:
    """Measure its drift as ``lab run playable_world --set games=64 --set seed=0`` does."""
    games, keys = arranged(PlayParams(games=GAMES, steps=STEPS, seed=0), network.context)
    pair = paired(games, keys[: network.context - 1], dreamed_by(network))
    told = drifts(pair, keys[network.context - 1 :], horizons(STEPS))
    return [_rounded(dataclasses.asdict(each)) for each in told if each]


def _picture(preset: str, frames: Frames) -> None:
    for folder, chosen in ((DREAMS, frames), (STRIPS, frames[[each - 1 for each in PICTURED]])):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{preset}.webp").write_bytes(sheet(chosen))


def _recorded(network: Dreamer) -> Frames:
    keys = recorded_keys(network.context)[:, None]
    pair = paired(begun(np.array([FIRST_WORLD])), keys[: network.context - 1], dreamed_by(network))
    frames = []
    for key in keys[network.context - 1 :]:
        pair.step(key)
        frames.append(as_bytes(pair.dreamed[0]))
    assert len(frames) == FRAMES
    return np.stack(frames)


def _rounded(facts: dict[str, float]) -> dict[str, float]:
    return {name: round(each, 5) for name, each in facts.items()}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
