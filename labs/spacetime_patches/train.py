"""Train the shipped networks: ``python -m labs.spacetime_patches.train autoencoder --steps 4000``.

Killed, it goes on from its last fifty steps when called again. With ``--after 4000 --steps 2500``
it ends a training of 4,000 steps early: the rate falls faster from there, and the card's ``plans``
say so. It writes
``weights/<kind>.safetensors`` (half precision) and the facts of its card, ``weights/<kind>.json``.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import torch
from safetensors.numpy import load_file, save_file
from safetensors.torch import save_file as save_tensors

from labs.spacetime_patches.models import Kind
from labs.spacetime_patches.training import BATCH, Training, decibels, held_out_error

WEIGHTS = Path(__file__).parent / "weights"
MARK = 50
"""Steps between marks of the learning curve, each a point to go on from."""


def main(argv: list[str]) -> None:
    """Train one network to the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=get_args(Kind))
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--after", type=int, help="end a training early that was to take so many")
    parser.add_argument("--state", type=Path, default=Path("var/training"))
    given = parser.parse_args(argv)
    torch.set_num_threads(1)
    training = Training(given.kind, given.steps, given.seed)
    state = given.state / f"{given.kind}-{given.steps}-{given.seed}.safetensors"
    longer = given.state / f"{given.kind}-{given.after}-{given.seed}.safetensors"
    story = _resumed(training, state if state.exists() else longer)
    if training.step and not state.exists():
        story["plans"] = [*story.get("plans", []), [given.after, training.step]]
    began = time.process_time() - story["cpu_seconds"]
    for _ in training.errors():
        if training.step % MARK and training.step != training.steps:
            continue
        story["cpu_seconds"] = round(time.process_time() - began, 1)
        measured = decibels(held_out_error(training))
        story["curve"].append([training.step, round(measured, 3)])
        _keep(training, state, story)
        print(story["curve"][-1], story["cpu_seconds"], file=sys.stderr, flush=True)  # noqa: T201
    _ship(training, story)


def _resumed(training: Training, state: Path) -> dict[str, Any]:
    if not state.exists():
        return {"cpu_seconds": 0.0, "curve": []}
    story: dict[str, Any] = json.loads(state.with_suffix(".json").read_text())
    training.restore(load_file(state), story["curve"][-1][0])
    return story


def _keep(training: Training, state: Path, story: dict[str, Any]) -> None:
    state.parent.mkdir(parents=True, exist_ok=True)
    save_file(training.arrays(), state)
    state.with_suffix(".json").write_text(json.dumps(story))


def _ship(training: Training, story: dict[str, Any]) -> None:
    half = {name: each.half() for name, each in training.network.state_dict().items()}
    save_tensors(half, WEIGHTS / f"{training.kind}.safetensors")
    facts = {
        "kind": training.kind,
        "steps": training.steps,
        "seed": training.seed,
        "batch": BATCH[training.kind],
        "parameters": sum(each.numel() for each in training.network.parameters()),
        "hardware": "one CPU thread",
        "torch": torch.__version__,
        "date": datetime.now(UTC).date().isoformat(),
        **story,
    }
    (WEIGHTS / f"{training.kind}.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
