"""What a class may bet on: a model that was trained with this lab, beyond any of its sweeps."""

import numpy as np

from labs.contract import HeldOut
from labs.scaling_laws.params import ScalingParams
from labs.scaling_laws.plans import RECORDED
from labs.scaling_laws.recorded import recorded

LOW, HIGH = 0.5, 4.0


def held_out(params: ScalingParams) -> HeldOut:  # noqa: ARG001 - no live sweep reaches that far
    """Name the largest training that was recorded, and the loss that it reached."""
    runs = recorded()
    largest = int(np.argmax(runs.N * runs.D))
    return HeldOut(
        asks=(
            f"What loss does the largest recorded model reach, {runs.N[largest]:,.0f} parameters "
            f"(width {RECORDED.widths[-1]}) after {runs.D[largest]:,.0f} tokens?"
        ),
        measured=float(runs.loss[largest]),
        low=LOW,
        high=HIGH,
        unit="nats a token",
    )
