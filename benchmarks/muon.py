"""Times Muon's step over the matrices of the shipped video generator against torch's Muon.

Run: OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.muon
"""

import time
from collections.abc import Callable

import torch
from torch import nn

from labs.video_generator.learning import Generator, optimisers

ROUNDS = 5


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    ours, _ = optimisers(Generator(objects=2))
    matrices = [each for group in ours.param_groups for each in group["params"]]
    theirs = torch.optim.Muon([nn.Parameter(each.clone()) for each in matrices], lr=0.02)
    for stepper in (ours, theirs):
        for each in (each for group in stepper.param_groups for each in group["params"]):
            each.grad = torch.randn_like(each)
    took = [(timed(ours.step), timed(theirs.step)) for _ in range(ROUNDS)]
    single, half = (min(each) for each in zip(*took, strict=True))
    print(
        f"a step of {len(matrices)} matrices: {single * 1e3:.0f} ms CPU; of torch's Muon, in half "
        f"precision, {half * 1e3:.0f} ms, {half / single:.1f} x ours"
    )


def timed(step: Callable[[], object]) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began


if __name__ == "__main__":
    main()
