"""The networks that come with the lab."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import torch
from transformers import T5ForConditionalGeneration

from labs.shared.weights import shipped as read_weights
from labs.video_generator import enhancing
from labs.video_generator.cost import Space
from labs.video_generator.latent import ClipAutoencoder, at_work, network_of
from labs.video_generator.learning import Generator
from labs.video_generator.pipeline import ClipPipeline
from labs.video_generator.sampling import Sampler, scheduler
from labs.video_generator.settings import Network

FOLDER = Path(__file__).parent / "weights"
NETWORKS: Mapping[Network, Path] = {
    "one": FOLDER / "one.safetensors",
    "two": FOLDER / "two.safetensors",
    "three": FOLDER / "three.safetensors",
}
"""The network of one object, the one that went on from it with scenes of two, and one of three."""
EQUAL: Mapping[Space, Path] = {
    "pixels": FOLDER / "pixels_equal.safetensors",
    "latent": FOLDER / "latent.safetensors",
}
"""Two networks that learned the same for as many CPU-seconds, in two spaces."""
AUTOENCODER = FOLDER / "autoencoder.safetensors"
ENHANCER = FOLDER / "enhancer.safetensors"


@cache
def generator(network: Network) -> Generator:
    """Load the weights once a process. Raises: WeightsRefused if they are not the card's."""
    torch.manual_seed(0)
    return Generator.holding(read_weights(NETWORKS[network])).eval()


@cache
def compared(space: Space) -> Generator:
    """Load one of the two networks that are compared, as above."""
    torch.manual_seed(0)
    made = network_of(space)
    made.load_state_dict(read_weights(EQUAL[space]))
    return made.eval()


@cache
def autoencoder(weights: Path = AUTOENCODER) -> ClipAutoencoder:
    """Load the autoencoder of clips once a process. Raises: WeightsRefused, as above."""
    made: ClipAutoencoder = ClipAutoencoder()
    made.load_state_dict(read_weights(weights))
    return made


@cache
def enhancer(weights: Path = ENHANCER) -> T5ForConditionalGeneration:
    """Load the prompt enhancer once a process. Raises: WeightsRefused, as above."""
    made = enhancing.network()
    made.load_state_dict(read_weights(weights), strict=False)
    made.eval()  # type: ignore[no-untyped-call]
    return made


def pipeline(sampler: Sampler, device: str = "cpu", network: Network = "one") -> ClipPipeline:
    """Return a shipped network with a sampler, on a device."""
    found = generator(network)
    made = ClipPipeline(found.clip, found.text, scheduler(sampler, found.shift))
    made.to(device)
    return made


def equal_pipeline(space: Space, sampler: Sampler, device: str = "cpu") -> ClipPipeline:
    """Return one of the two networks that are compared, with a sampler, on a device."""
    made = at_work(compared(space), autoencoder() if space == "latent" else None, sampler)
    made.to(device)
    return made
