"""How a network goes on from a smaller one: with more words, and with more layers."""

from collections.abc import Mapping

import torch
from torch import Tensor

from labs.video_generator.network import HEADS, Block
from labs.video_generator.words import VOCABULARY

EMBEDDINGS = "text.shared.weight", "text.encoder.embed_tokens.weight"
"""Two names of one matrix: a row for every word's number."""
BLOCKS = "clip.blocks."


def objects_in(tensors: Mapping[str, Tensor]) -> int:
    """Return of how many objects weights have numbers for the words."""
    return len(tensors[EMBEDDINGS[0]]) // len(VOCABULARY)


def layers_in(tensors: Mapping[str, Tensor]) -> int:
    """Return of how many layers weights are."""
    return 1 + max(_layer(name) for name in tensors if name.startswith(BLOCKS))


def with_more_words(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Give a trained encoder one more object's words, which mean at first what the last's do."""
    return {
        name: torch.cat([each, each[-len(VOCABULARY) :]]) if name in EMBEDDINGS else each
        for name, each in tensors.items()
    }


def with_more_layers(tensors: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Put new layers between trained ones, of which there are at least two.

    A new layer's modulation is zero (Peebles & Xie 2022, adaLN-zero): it adds nothing before it
    learns, and the network says at first what it said.
    """
    before = layers_in(tensors)
    moved = [round(place * (layers - 1) / (before - 1)) for place in range(before)]
    grown = {_moved(name, moved): each for name, each in tensors.items()}
    width = len(tensors[f"{BLOCKS}0.mix.bias"])
    for place in set(range(layers)) - set(moved):
        new = Block(width, HEADS).state_dict()
        grown |= {f"{BLOCKS}{place}.{name}": each for name, each in new.items()}
    return grown


def _layer(name: str) -> int:
    return int(name.removeprefix(BLOCKS).partition(".")[0])


def _moved(name: str, moved: list[int]) -> str:
    if not name.startswith(BLOCKS):
        return name
    was = _layer(name)
    return name.replace(f"{BLOCKS}{was}.", f"{BLOCKS}{moved[was]}.")
