"""The prompt's words as numbers: a small T5 encoder (Raffel et al. 2020), trained with the network.

Word 0 fills up, and stands alone where no prompt is given: that is the guidance's other half.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from transformers import T5Config, T5EncoderModel

from labs.video_generator.words import VOCABULARY

NOTHING, FIRST = 0, 1
PLACES = {word: place for place, word in enumerate(VOCABULARY, FIRST)}
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


def encoder() -> T5EncoderModel:
    """Make an untrained text encoder of some 70,000 parameters."""
    return T5EncoderModel(small_t5(FIRST + len(VOCABULARY)))


def numbered(prompts: Sequence[str], least: int = 0) -> tuple[Tensor, Tensor]:
    """Number the words of prompts: two of (prompts, longest); the other says which are there.

    All are filled up to ``least`` words, so that they are as long whichever stand together.
    """
    rows = [[PLACES[word] for word in prompt.split()] or [NOTHING] for prompt in prompts]
    longest = max(least, *map(len, rows))
    ids = torch.tensor([row + [NOTHING] * (longest - len(row)) for row in rows])
    spoken = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return ids, spoken
