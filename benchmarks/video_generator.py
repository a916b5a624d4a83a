"""Measure the shipped video network: how often it is right, what a clip costs, how it drifts.

OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.video_generator [--prompts N] [--enhancer] [--keep]

``--keep`` writes the table that the lab's page shows, ``weights/one.figures.json`` in its folder.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch

from labs.shared.weights import card_of
from labs.video_generator import terse_trial
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


def rows(prompts: int) -> Iterator[dict[str, Any]]:
    """Measure the network's answers to every question, and the enhancer's effect."""
    network = pipeline_of(generator())
    for what, (trial, must, most) in TRIALS.items():
        yield row(what, network, min(prompts, most or prompts), trial, must)
    for sampler in ("unipc", "dpm"):
        yield row(f"sampler {sampler}", pipeline(sampler), min(prompts, FEW), PLAIN, None)


def row(what: str, network: Any, prompts: int, trial: Trial, must: float | None) -> dict[str, Any]:
    figures, _, _ = scores(network, prompts, trial)
    return {"what": what, "prompts": prompts, "must": must, **figures}


def enhancer_rows(prompts: int) -> Iterator[dict[str, Any]]:
    """Measure terse prompts with and without the prompt enhancer."""
    count = min(prompts, FEW)
    for found in terse_trial.rows(pipeline_of(generator()), count):
        yield {"what": found.pop("what"), "prompts": count, "must": None, **found}


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """Print a row, and return it rounded."""
    figures = {name: v for name, v in found.items() if isinstance(v, float) and name != "must"}
    print(f"{found['what']:76}", *(f"{name} {v:.3f}" for name, v in figures.items()), flush=True)
    return found | {name: round(v, 4) for name, v in figures.items()}


def kept(found: list[dict[str, Any]], *, whole: bool) -> None:
    """Write the table that the lab shows; of a part of it, beside the rows that are there."""
    names = {each["what"].partition(":")[0] for each in found}
    before = [] if whole else json.loads(FIGURES.read_text())["rows"]
    others = [each for each in before if each["what"].partition(":")[0] not in names]
    story = {"weights": card_of(WEIGHTS)["sha256"], "rows": others + found}
    FIGURES.write_text(json.dumps(story, indent=1, ensure_ascii=False) + "\n")


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
    parser.add_argument("--enhancer", action="store_true", help="measure nothing but its effect")
    given = parser.parse_args()
    torch.set_num_threads(1)
    if not given.enhancer:
        costs()
    asked = [*([] if given.enhancer else [rows]), enhancer_rows]
    found = [shown(each) for question in asked for each in question(given.prompts)]
    if given.keep:
        kept(found, whole=not given.enhancer)


if __name__ == "__main__":
    main()
