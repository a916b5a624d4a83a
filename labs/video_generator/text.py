"""The prompt's words as numbers: a small T5 encoder (Raffel et al. 2020), trained with the network.

Word 0 fills up, and stands alone where no prompt is given: that is the guidance's other half.
Where there are several objects, the words of each have numbers of their own, as sentences of a pair
have in Devlin et al. 2019: which colour goes with which shape need not be found by place.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from transformers import T5Config, T5EncoderModel

from labs.video_generator.words import VOCABULARY, between

NOTHING, FIRST = 0, 1
PLACES = {word: place for place, word in enumerate(VOCABULARY, FIRST)}
TEXT_WIDTH = 64
EMBEDDINGS = "text.shared.weight", "text.encoder.embed_tokens.weight"
"""Two names of one matrix: a row for every word's number."""


def small_t5(words: int) -> T5Config:
    """Return the size of every T5 here, for so many words; word 0 fills up."""
    return T5Config(
        vocab_size=words,
        d_model=TEXT_WIDTH,
        d_kv=32,
        d_ff=128,
        num_layers=2,
        num_heads=2,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        pad_token_id=NOTHING,
    )


def encoder(objects: int = 1) -> T5EncoderModel:
    """Make an untrained text encoder of some 70,000 parameters, of so many objects."""
    return T5EncoderModel(small_t5(FIRST + objects * len(VOCABULARY)))


def objects_of(text: T5EncoderModel) -> int:
    """Return of how many objects an encoder has numbers for the words."""
    return int(text.config.vocab_size) // len(VOCABULARY)


def numbered(prompts: Sequence[str], least: int = 0, *, objects: int = 1) -> tuple[Tensor, Tensor]:
    """Number the words of prompts: two of (prompts, longest); the other says which are there.

    All are filled up to ``least`` words, so that they are as long whichever stand together.
    """
    rows = [_row(prompt.split(), objects) or [NOTHING] for prompt in prompts]
    longest = max(least, *map(len, rows))
    ids = torch.tensor([row + [NOTHING] * (longest - len(row)) for row in rows])
    spoken = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return ids, spoken


def _row(words: Sequence[str], objects: int) -> list[int]:
    """Number the words; what follows what stands between two objects is of the next object."""
    joints = [place for place, _ in between(words)]
    row = []
    for place, word in enumerate(words):
        before = sum(joint < place for joint in joints)
        row.append(PLACES[word] + len(VOCABULARY) * min(before, objects - 1))
    return row


def objects_in(tensors: Mapping[str, Tensor]) -> int:
    """Return of how many objects weights have numbers for the words."""
    return len(tensors[EMBEDDINGS[0]]) // len(VOCABULARY)


def with_more_words(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Give a trained encoder one more object's words, which mean at first what the last's do."""
    return {
        name: torch.cat([each, each[-len(VOCABULARY) :]]) if name in EMBEDDINGS else each
        for name, each in tensors.items()
    }
