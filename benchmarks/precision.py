"""Times a training's steps in single precision against half: Muon's, and a dreaming network's.

Run: OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.precision
"""

import time
from collections.abc import Callable
from functools import partial

import torch
from torch import nn

from labs.playable_world.learning import batch_loss, random_play
from labs.playable_world.making import made
from labs.playable_world.recipes import Recipe
from labs.shared.precision import quick_at_halves
from labs.video_generator.learning import Generator, optimisers

ROUNDS, STEPS = 3, 3
PLANNED, HALF_DONE = 1500, 750
"""Steps: by then three frames in a row are dreamed."""


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    able = "quick" if quick_at_halves() else "slow"
    print(f"this processor is taken to be {able} at half precision")
    say("a step of Muon", orthogonalising())
    say("a step of a dreaming network", dreaming())


def say(what: str, steps: tuple[Callable[[], object], Callable[[], object]]) -> None:
    took = [[timed(step) for step in steps] for _ in range(ROUNDS)]
    single, half = (min(each) for each in zip(*took, strict=True))
    print(
        f"{what}: {single * 1e3:.0f} ms CPU in single precision, {half * 1e3:.0f} ms in half, "
        f"{half / single:.2f} x as long"
    )


def orthogonalising() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return our step and torch's over the matrices of the shipped video generator."""
    ours, _ = optimisers(Generator(objects=2))
    matrices = [each for group in ours.param_groups for each in group["params"]]
    theirs = torch.optim.Muon([nn.Parameter(each.clone()) for each in matrices], lr=0.02)
    for stepper in (ours, theirs):
        for each in (each for group in stepper.param_groups for each in group["params"]):
            each.grad = torch.randn_like(each)
    return ours.step, theirs.step


def dreaming() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return a step of a training, without its optimizer, as it is without autocast and with it."""
    recipe = Recipe(rollout=3, noise=0.3)
    network = made(recipe)
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    clips = random_play(recipe)

    def computed(*, half: bool) -> None:
        network.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            loss = batch_loss(network, recipe, clips, 0, HALF_DONE, PLANNED, "cpu")
        loss.backward()

    return partial(computed, half=False), partial(computed, half=True)


def timed(step: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(STEPS):
        step()
    return (time.process_time() - began) / STEPS


if __name__ == "__main__":
    main()
