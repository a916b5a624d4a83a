"""Measure the shipped video network: how often it is right, what a clip costs, how it drifts.

OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.video_generator [--prompts 500] [--keep]

``--keep`` writes the table that the lab's page shows, ``weights/one.figures.json`` in its folder.
"""

import argparse
import json
import time
from dataclasses import replace
from typing import Any

import torch

from labs.shared.weights import card_of
from labs.video_generator.learning import Form
from labs.video_generator.shipped import WEIGHTS, generator, pipeline
from labs.video_generator.telling import FIGURES
from labs.video_generator.trial import Trial, held_out, pipeline_of, scores

FEW = 100
PLAIN = Trial()
TRIALS: dict[str, tuple[Trial, float | None, int | None]] = {
    "seen": (PLAIN, 0.95, None),
    "held out": (replace(PLAIN, draw=held_out), 0.85, None),
    "pictures": (replace(PLAIN, form=Form(1, 32, 32)), None, FEW),
    "8 frames": (replace(PLAIN, form=Form(8, 32, 32)), None, FEW),
    "24 frames": (replace(PLAIN, form=Form(24, 32, 32)), None, FEW),
    "32 frames": (replace(PLAIN, form=Form(32, 32, 32)), None, FEW),
    "24 × 40 pixels": (replace(PLAIN, form=Form(16, 24, 40)), None, FEW),
    "40 × 40 pixels, never trained": (replace(PLAIN, form=Form(16, 40, 40)), None, FEW),
    "the start given": (replace(PLAIN, given=1), None, FEW),
    "guidance 1": (replace(PLAIN, guidance=1.0), None, FEW),
    "guidance 4": (replace(PLAIN, guidance=4.0), None, FEW),
    "4 steps": (replace(PLAIN, steps=4), None, FEW),
    "2 steps": (replace(PLAIN, steps=2), None, FEW),
}
"""Each question, the share of all three that it must reach, and how many prompts at most."""


def rows(prompts: int) -> list[dict[str, Any]]:
    network = pipeline_of(generator())
    others = [
        row(f"sampler {sampler}", pipeline(sampler), min(prompts, FEW), PLAIN, None)
        for sampler in ("unipc", "dpm")
    ]
    return [
        row(what, network, min(prompts, most or prompts), trial, must)
        for what, (trial, must, most) in TRIALS.items()
    ] + others


def row(what: str, network: Any, prompts: int, trial: Trial, must: float | None) -> dict[str, Any]:
    figures, _, _ = scores(network, prompts, trial)
    found = {"what": what, "prompts": prompts, "must": must, **figures}
    rounded = {name: round(v, 4) if isinstance(v, float) else v for name, v in found.items()}
    print(f"{what:32}", *(f"{name} {figures[name]:.3f}" for name in figures), flush=True)
    return rounded


def costs() -> None:
    """Print what one clip costs, and thirty of the same settings as one batch."""
    network = pipeline("euler")
    for prompts in (1, 30):
        said, spent = ["a red circle moves left"] * prompts, []
        for _ in range(3):
            began = time.process_time()
            network(said)
            spent.append(time.process_time() - began)
        each = min(spent) / prompts
        print(f"{prompts} clips of 16 frames, 8 steps: {min(spent):.2f} CPU-s, {each:.3f} a clip")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=500)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    costs()
    found = rows(given.prompts)
    if given.keep:
        kept = {"weights": card_of(WEIGHTS)["sha256"], "rows": found}
        FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
