"""Measure the shipped video networks: how often they are right, what a clip costs.

OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.video_generator [--only latent] [--keep]

``--only`` measures the prompt enhancer's effect alone, or a network of several objects, or pixels
against latents. ``--prompts`` says how many prompts, 500 where none is said. ``--keep`` writes the
tables that the lab's page shows, ``weights/*.figures.json`` in its folder.
"""

import argparse
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import torch

from labs.shared.autoencoder import LATENT
from labs.shared.weights import card_of
from labs.video_generator import cost, terse_trial
from labs.video_generator.cost import patches
from labs.video_generator.learning import Form
from labs.video_generator.related import apart, related
from labs.video_generator.scenes import simple
from labs.video_generator.settings import Network
from labs.video_generator.shipped import (
    AUTOENCODER,
    EQUAL,
    NETWORKS,
    autoencoder,
    equal_pipeline,
    generator,
    pipeline,
)
from labs.video_generator.spaces import FORM
from labs.video_generator.squeezing import given_back
from labs.video_generator.standing import came_back
from labs.video_generator.telling import EQUAL as EQUAL_FIGURES
from labs.video_generator.telling import FIGURES, PERMANENCE
from labs.video_generator.thirds import three
from labs.video_generator.trial import Trial, held_out, pipeline_of, scores
from labs.video_generator.words import RELATIONS

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
"""Each question, the share that it must reach, and how many prompts at most."""


def rows(prompts: int) -> Iterator[dict[str, Any]]:
    """Measure the network's answers to every question, and the enhancer's effect."""
    network = pipeline_of(generator("one"))
    for what, (trial, must, most) in TRIALS.items():
        yield row(what, network, min(prompts, most or prompts), trial, must)
    for sampler in ("unipc", "dpm"):
        yield row(f"sampler {sampler}", pipeline(sampler), min(prompts, FEW), PLAIN, None)


def two_rows(prompts: int) -> Iterator[dict[str, Any]]:
    """Measure the network of two objects: in every relation, apart, and with one object."""
    network, few = pipeline_of(generator("two")), min(prompts, FEW)
    yield row("two objects in a relation", network, prompts, replace(PLAIN, draw=related), 0.8)
    for relation in RELATIONS:
        trial = replace(PLAIN, draw=partial(related, relation=relation))
        yield row(f"one object {relation} another", network, few, trial, None)
    yield row("two objects, each its own way", network, few, replace(PLAIN, draw=apart), None)
    unseen = replace(PLAIN, draw=partial(related, held_out=True))
    yield row("two objects in a relation, the first held out", network, few, unseen, None)
    yield row("one object, by the network of two", network, few, PLAIN, None)
    yield hidden_row(network, few)


def three_rows(prompts: int) -> Iterator[dict[str, Any]]:
    """Measure the network of three objects: with three of them, and with fewer."""
    network, few = pipeline_of(generator("three")), min(prompts, FEW)
    yield row("three objects", network, prompts, replace(PLAIN, draw=three), None)
    unseen = replace(PLAIN, draw=partial(three, held_out=True))
    yield row("three objects, the first held out", network, few, unseen, None)
    two = replace(PLAIN, draw=related)
    yield row("two objects in a relation, by the network of three", network, few, two, None)


def hidden_row(network: Any, prompts: int) -> dict[str, Any]:
    """Measure how often what another hides comes out as it was."""
    trial = replace(PLAIN, draw=partial(related, relation="behind"))
    figures, made, _ = scores(network, prompts, trial)
    back = [came_back(trial.scene(n)[1], clip) for n, clip in enumerate(made)]
    figures["right"] = sum(back) / len(back)
    return {"what": PERMANENCE, "prompts": prompts, "must": None, **figures}


def row(what: str, network: Any, prompts: int, trial: Trial, must: float | None) -> dict[str, Any]:
    figures, _, _ = scores(network, prompts, trial)
    return {"what": what, "prompts": prompts, "must": must, **figures}


def enhancer_rows(prompts: int) -> Iterator[dict[str, Any]]:
    """Measure terse prompts with and without the prompt enhancer."""
    count = min(prompts, FEW)
    for found in terse_trial.rows(pipeline_of(generator("one")), count):
        yield {"what": found.pop("what"), "prompts": count, "must": None, **found}


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """Print a row, and return it rounded."""
    figures = {name: v for name, v in found.items() if isinstance(v, float) and name != "must"}
    print(f"{found['what']:76}", *(f"{name} {v:.3f}" for name, v in figures.items()), flush=True)
    return found | {name: round(v, 4) for name, v in figures.items()}


def kept(found: list[dict[str, Any]], network: Network) -> None:
    """Write the table that the lab shows of a network, beside the rows that were not measured."""
    file = FIGURES[network]
    names = {each["what"].partition(":")[0] for each in found}
    before = json.loads(file.read_text())["rows"] if file.exists() else []
    others = [each for each in before if each["what"].partition(":")[0] not in names]
    story = {"weights": card_of(NETWORKS[network])["sha256"], "rows": others + found}
    file.write_text(json.dumps(story, indent=1, ensure_ascii=False) + "\n")


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


def equal_rows(prompts: int) -> Iterator[dict[str, Any]]:
    """Measure pixels and latents after equal CPU-seconds: the same prompts, and what a clip costs.

    Latents begin with an autoencoder: how much of a clip it gives back bounds what they can do.
    """
    for space, weights in EQUAL.items():
        network, card = equal_pipeline(space, "euler"), card_of(weights)
        figures, _, _ = scores(network, prompts, replace(PLAIN, draw=simple))
        found = {
            "space": space,
            "tokens": math.prod(patches(space, *FORM)),
            "values": network.clip.read.in_features,
            "steps": card["steps"],
            "cpu_seconds": card["cpu_seconds"],
            "prompts": prompts,
            **figures,
            "clip_seconds": least(partial(network, "a red circle moves left")),
        }
        yield found if space == "pixels" else found | of_autoencoder(prompts)


def of_autoencoder(clips: int) -> dict[str, float]:
    """Measure what the autoencoder costs, and what it gives back of clips drawn by code."""
    network, again = autoencoder(), given_back(autoencoder(), clips)
    latents = torch.zeros(1, *cost.latents(*FORM), LATENT)
    with torch.inference_mode():
        decoding = least(lambda: network.decode(latents))
    return {
        "autoencoder_seconds": card_of(AUTOENCODER)["cpu_seconds"],
        "decoding_seconds": decoding,
        "given_back": again["right"],
        "decibels": again["decibels"],
    }


def least(act: Callable[[], Any], times: int = 5) -> float:
    """Return the CPU-seconds of the quickest of several times."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        act()
        spent.append(time.process_time() - began)
    return min(spent)


def equal(prompts: int, *, keep: bool) -> None:
    """Print pixels against latents, and write the table that the lab shows of them."""
    found = list(equal_rows(prompts))
    for each in found:
        print(each["space"])
        for name, value in each.items():
            print(f"    {name:20} {value if isinstance(value, int | str) else round(value, 4)}")
    if keep:
        hashes = {space: card_of(weights)["sha256"] for space, weights in EQUAL.items()}
        rows = [
            {name: round(v, 4) if isinstance(v, float) else v for name, v in each.items()}
            for each in found
        ]
        story = {"weights": hashes, "rows": rows}
        EQUAL_FIGURES.write_text(json.dumps(story, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=500)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--only", choices=[*PARTS, "latent"], help="measure nothing but this")
    given = parser.parse_args()
    torch.set_num_threads(1)
    if not given.only:
        costs()
    if given.only in {None, "latent"}:
        equal(given.prompts, keep=given.keep)
    for name in PARTS if not given.only else {given.only} & PARTS.keys():
        network, question = PARTS[name]
        found = [shown(each) for each in question(given.prompts)]
        if given.keep:
            kept(found, network)


PARTS: dict[str, tuple[Network, Callable[[int], Iterator[dict[str, Any]]]]] = {
    "one": ("one", rows),
    "enhancer": ("one", enhancer_rows),
    "two": ("two", two_rows),
    "three": ("three", three_rows),
}
"""What is measured, in this order, and of which network."""


if __name__ == "__main__":
    main()
