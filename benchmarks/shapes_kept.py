"""How much of a shape is left of a patch that is written linearly from fewer numbers.

.venv/bin/python -m benchmarks.shapes_kept [--numbers 128]

A network of width 128 writes patches of 768 values so. No network is asked here: the numbers are
the principal components of patches of scenes of two things, which lose the least squared error.
What is printed is their share of the squared difference between a scene's first thing as a circle
and as a square, where it stays and where it moves.
"""

import argparse
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from labs.video_generator.cost import PATCH
from labs.video_generator.learning import signed
from labs.video_generator.network import patches
from labs.video_generator.related import related
from labs.video_generator.scenes import Scene
from labs.video_generator.trial import WHOLE
from labs.video_generator.words import Shape

SCENES = 300


def in_patches(scene: Scene) -> Tensor:
    """Return (tokens, values)."""
    return patches(signed(scene.rendered(WHOLE.frames, WHOLE.height, WHOLE.width)[None]), PATCH)[0]


def shaped(scene: Scene, shape: Shape) -> Scene:
    first, *others = scene.things
    return replace(scene, things=(replace(first, shape=shape), *others))


def share_kept(scenes: list[Scene], components: Tensor) -> float:
    """Return the share of the difference of two shapes that lies along the components."""
    apart = torch.cat(
        [in_patches(shaped(each, "circle")) - in_patches(shaped(each, "square")) for each in scenes]
    )
    return float((apart @ components.T).square().sum() / apart.square().sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=128)
    numbers = parser.parse_args().numbers
    rng = np.random.default_rng(5)
    scenes = [related(rng) for _ in range(SCENES)]
    whole = torch.cat([in_patches(each) for each in scenes])
    *_, components = torch.linalg.svd(whole - whole.mean(0), full_matrices=False)
    for what, stays in (("stays", True), ("moves", False)):
        chosen = [each for each in scenes if (each.things[0].motion == "stays") == stays]
        kept = share_kept(chosen, components[:numbers])
        print(f"{numbers} numbers, a thing that {what}: {kept:.3f} of {len(chosen)} scenes")


if __name__ == "__main__":
    main()
