"""What a network gives back of clips with little noise: the shapes that are seen, or others.

.venv/bin/python -m benchmarks.edges_kept [--clips 150]

Whoever is given a clip almost clean need not hear its words to say what is in it. Printed are, for
the networks of two and of three things and for each share of noise, in how many clips the checker
reads what was drawn, and what it reads of the smallest thing. One call of a network; no sampler.
"""

import argparse
from collections import Counter

import numpy as np
import torch

from labs.video_generator.learning import signed
from labs.video_generator.patching import patches
from labs.video_generator.pipeline import ClipPipeline
from labs.video_generator.reading import read
from labs.video_generator.related import related
from labs.video_generator.scenes import Frames, Scene
from labs.video_generator.settings import Network
from labs.video_generator.shipped import pipeline
from labs.video_generator.standing import verdict
from labs.video_generator.thirds import three
from labs.video_generator.trial import AT_ONCE, WHOLE, Trial
from labs.video_generator.words import SHAPES

NOISES = 0.03, 0.3, 0.5
TRIALS: dict[Network, Trial] = {"two": Trial(draw=related), "three": Trial(draw=three)}


@torch.no_grad()
def told(network: ClipPipeline, asked: list[tuple[str, Scene]], noise: float) -> list[Frames]:
    """Let a network tell clips that were drawn by code and mixed with noise."""
    grid, made = network.grid(WHOLE.frames, WHOLE.height, WHOLE.width), []
    for first in range(0, len(asked), AT_ONCE):
        prompts, scenes = zip(*asked[first : first + AT_ONCE], strict=True)
        drawn = [each.rendered(WHOLE.frames, WHOLE.height, WHOLE.width) for each in scenes]
        clean = patches(signed(np.stack(drawn)), network.clip.patch)
        mixed = clean.lerp(network.noise(range(first, first + len(scenes)), grid), noise)
        sigma = mixed.new_full((len(scenes),), noise)
        clips = network.clip(mixed, grid, sigma, *network.read(prompts))
        made += list(network.shown(clips, grid, WHOLE.frames))
    return made


def shapes_of_smallest(clips: list[Frames], scenes: list[Scene]) -> Counter[tuple[str, str]]:
    """Count as which shape the smallest thing of each clip is read, where its colour is found."""
    found: Counter[tuple[str, str]] = Counter()
    for frames, scene in zip(clips, scenes, strict=True):
        smallest = min(scene.things, key=lambda each: each.radius)
        for each in read(frames, several=True):
            if each.colour == smallest.colour:
                found[smallest.shape, each.shape] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=150)
    clips = parser.parse_args().clips
    torch.set_num_threads(1)
    for name, trial in TRIALS.items():
        asked = [trial.scene(number) for number in range(clips)]
        scenes = [scene for _, scene in asked]
        for noise in NOISES:
            made = told(pipeline("euler", network=name), asked, noise)
            right = [verdict(*each).right for each in zip(scenes, made, strict=True)]
            small = shapes_of_smallest(made, scenes)
            lost = ", ".join(
                f"{was}s {small[was, was] / max(1, sum(small[was, now] for now in SHAPES)):.2f}"
                for was in SHAPES
            )
            print(f"{name}, noise {noise}: {np.mean(right):.3f} right; smallest {lost}", flush=True)


if __name__ == "__main__":
    main()
