"""The network that comes with the lab."""

from functools import cache
from pathlib import Path

import torch

from labs.shared.weights import shipped as read_weights
from labs.video_generator.learning import Generator
from labs.video_generator.pipeline import ClipPipeline
from labs.video_generator.sampling import Sampler, scheduler

WEIGHTS = Path(__file__).parent / "weights" / "one.safetensors"


@cache
def generator(weights: Path = WEIGHTS) -> Generator:
    """Load the weights once a process. Raises: WeightsRefused if they are not the card's."""
    torch.manual_seed(0)
    made = Generator()
    made.load_state_dict(read_weights(weights))
    return made.eval()


def pipeline(sampler: Sampler, device: str = "cpu") -> ClipPipeline:
    """Return the shipped network with a sampler, on a device."""
    network = generator()
    made = ClipPipeline(network.clip, network.text, scheduler(sampler))
    made.to(device)
    return made
