"""The prompt's words as numbers: a small T5 encoder (Raffel et al. 2020), trained with the network.

Word 0 fills up, and stands alone where no prompt is given: that is the guidance's other half.
Where there are two objects, the words of the second have numbers of their own, as sentences of a
pair have in Devlin et al. 2019: which colour goes with which shape need not be found by place.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from transformers import T5Config, T5EncoderModel

from labs.video_generator.words import VOCABULARY, between

NOTHING, FIRST = 0, 1
PLACES = {word: place for place, word in enumerate(VOCABULARY, FIRST)}
SECOND = FIRST + len(VOCABULARY)
"""Where the numbers of the second object's words begin."""
TEXT_WIDTH = 64


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


def encoder(*, two: bool = False) -> T5EncoderModel:
    """Make an untrained text encoder of some 70,000 parameters, of one object or two."""
    return T5EncoderModel(small_t5(SECOND + len(VOCABULARY) if two else SECOND))


def knows_two(text: T5EncoderModel) -> bool:
    """Say whether an encoder has numbers for the words of a second object."""
    return bool(text.config.vocab_size > SECOND)


def numbered(prompts: Sequence[str], least: int = 0, *, two: bool = False) -> tuple[Tensor, Tensor]:
    """Number the words of prompts: two of (prompts, longest); the other says which are there.

    All are filled up to ``least`` words, so that they are as long whichever stand together.
    """
    rows = [_row(prompt.split(), two=two) or [NOTHING] for prompt in prompts]
    longest = max(least, *map(len, rows))
    ids = torch.tensor([row + [NOTHING] * (longest - len(row)) for row in rows])
    spoken = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return ids, spoken


def _row(words: Sequence[str], *, two: bool) -> list[int]:
    seconds = next((place + 1 for place, _ in between(words)), len(words)) if two else len(words)
    return [
        PLACES[word] + (len(VOCABULARY) if place >= seconds else 0)
        for place, word in enumerate(words)
    ]


def with_second_words(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Give a trained encoder the second object's words, which mean at first what the others do."""
    return {
        name: torch.cat([each, each[FIRST:]]) if each.shape == (SECOND, TEXT_WIDTH) else each
        for name, each in tensors.items()
    }
