"""Times a step of every model of the live sweep against the same model built of torch's own parts.

The peer has torch's modules, optimizer, clipping and averaging; it begins with the same weights and
reads the same text. How far its losses are from ours says whether both compute the same.

Run: OMP_NUM_THREADS=1 .venv/bin/python -m benchmarks.training_step
"""

import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from labs.scaling_laws.corpus import Tokens, standard_library
from labs.scaling_laws.plans import TOKENS_A_STEP, doubling
from labs.scaling_laws.training import (
    AVERAGED,
    BETAS,
    CLIP,
    EPSILON,
    WINDOWS_A_STEP,
    Training,
    rate,
)
from labs.scaling_laws.transformer import initial
from tests.labs.scaling_laws.torchs_own import Transformer, mean_loss

WIDTHS = (12, 16, 24, 32, 48, 64)
"""Those of the standard sweep."""
SWEEP_STEPS = doubling(4)[-1] // TOKENS_A_STEP
ROUNDS, STEPS = 8, 25


def main() -> None:
    torch.set_num_threads(1)
    windows = standard_library().shuffled(0)
    both = np.array([compared(width, windows) for width in WIDTHS])  # (widths, ours and the peer's)
    ours, peers = both.sum(0) * SWEEP_STEPS
    print(
        f"all steps of the standard sweep: {ours:.0f} CPU-s; of torch's own parts "
        f"{peers:.0f}, {peers / ours:.2f} x ours"
    )


def compared(width: int, windows: Tokens) -> tuple[float, float]:
    """Return the CPU-seconds of one step, ours and the peer's: the least of rounds in turn."""
    ours, peer = Training.begun(width, seed=0), Peer(width)
    rounds = [(timed(ours.step, windows), timed(peer.step, windows)) for _ in range(ROUNDS)]
    cpu, cpu_peer = np.min(rounds, axis=0)
    print(
        f"width {width:2}: {cpu * 1e3:5.2f} ms CPU a step; of torch's own parts "
        f"{cpu_peer * 1e3:5.2f} ms, {cpu_peer / cpu:.2f} x ours; "
        f"losses {apart(ours, peer):.1%} apart"
    )
    return cpu, cpu_peer


def timed(step: Callable[[Tokens], None], windows: Tokens) -> float:
    began = time.process_time()
    for _ in range(STEPS):
        step(windows)
    return (time.process_time() - began) / STEPS


def apart(ours: Training, peer: "Peer") -> float:
    """Return how far the averaged models' losses on unseen text are from each other."""
    unseen = standard_library().validation
    loss = ours.measure(unseen)
    return abs(peer.measure(unseen) - loss) / loss


class Peer:
    """The same training, as torch's manual has one write it."""

    def __init__(self, width: int) -> None:
        self.width, self.steps = width, 0
        self.model = Transformer(width)
        self.model.take(initial(width, seed=0))
        self.averaged = AveragedModel(self.model, avg_fn=self._averaged)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), betas=BETAS, eps=EPSILON, weight_decay=0
        )

    def step(self, windows: Tokens) -> None:
        first = WINDOWS_A_STEP * self.steps
        batch = windows[first : first + WINDOWS_A_STEP]
        self.steps += 1
        self.optimizer.param_groups[0]["lr"] = rate(self.width, self.steps)
        self.optimizer.zero_grad()
        mean_loss(self.model, batch).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizer.step()
        self.averaged.update_parameters(self.model)

    def _averaged(self, average: Tensor, now: Tensor, _: Tensor | int) -> Tensor:
        return average.lerp(now, min(1.0, 1 / (AVERAGED * self.steps)))

    @torch.no_grad()
    def measure(self, windows: Tokens) -> float:
        return mean_loss(self.averaged, windows).item()


if __name__ == "__main__":
    main()
