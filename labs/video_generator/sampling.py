"""The samplers: how far each step goes from noise towards what the network says was there.

All are diffusers' own, and all walk the straight ways of flow matching (Esser et al. 2024), so that
they interchange.
"""

from typing import Literal

from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from diffusers.schedulers.scheduling_flow_match_euler_discrete import (
    FlowMatchEulerDiscreteScheduler,
)
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from torch import Tensor

Sampler = Literal["euler", "unipc", "dpm"]
Scheduler = FlowMatchEulerDiscreteScheduler | UniPCMultistepScheduler | DPMSolverMultistepScheduler
SHIFT, SMALL_SHIFT = 8.0, 2.0
"""Of clips of 32 and of 16 pixels: more steps where there is more noise (ibid., equation 23)."""
DETAILED_SHIFT = 3.0
"""Of clips of 32 pixels by a network with a detailer, whose edges are decided in less noise."""
LATENT_SHIFT = 3.0
"""Of latents, of which there are fewer and which say less of each other."""


def scheduler(sampler: Sampler, shift: float = SHIFT) -> Scheduler:
    """Make a sampler: Euler's steps, UniPC (Zhao et al. 2023) or DPM++ (Lu et al. 2022)."""
    if sampler == "euler":
        euler: Scheduler = FlowMatchEulerDiscreteScheduler(shift=shift)
        return euler
    made = UniPCMultistepScheduler if sampler == "unipc" else DPMSolverMultistepScheduler
    other: Scheduler = made(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=shift
    )
    return other


def guided(with_words: Tensor, without: Tensor, guidance: float) -> Tensor:
    """Go beyond what the words add (Ho & Salimans 2022, equation 6)."""
    return without + guidance * (with_words - without)
