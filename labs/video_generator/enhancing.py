"""The prompt enhancer: a small sequence-to-sequence transformer from terse prompts to captions.

Brooks et al. 2024 let a language model turn short prompts into longer captions before the video
model reads them, as Betker et al. 2023 do for pictures. This one is a T5 (Raffel et al. 2020) that
learned from prompts made of captions by leaving out, shuffling and replacing words.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from transformers import T5ForConditionalGeneration
from transformers.modeling_outputs import BaseModelOutput

from labs.video_generator.lexicon import READ
from labs.video_generator.terse import pair
from labs.video_generator.text import small_t5

NOTHING, END, CLIP, PICTURE = range(4)
"""Numbers that are no words; the last two begin a prompt, and say what it is for."""
PLACES = {word: place for place, word in enumerate(READ, PICTURE + 1)}
WORDS = {place: word for word, place in PLACES.items()}
LONGEST_CAPTION = 16
SURE = 0.9
"""A word that is likelier than this is written; else one is drawn by the seed."""
FAINT = 0.03
"""What is less likely is not drawn."""
NOT_COUNTED = -100
TRIED = 200
"""Fresh prompts that an enhancer is held against."""


def network() -> T5ForConditionalGeneration:
    """Make an untrained enhancer of some 200,000 parameters."""
    config = small_t5(PICTURE + 1 + len(READ))
    config.eos_token_id = END
    config.decoder_start_token_id = NOTHING
    return T5ForConditionalGeneration(config)


def numbered(prompt: str, *, still: bool) -> list[int]:
    """Number the words of a prompt, after what it is for."""
    return [PICTURE if still else CLIP, *(PLACES[word] for word in prompt.split()), END]


@torch.no_grad()
def enhanced(enhancer: T5ForConditionalGeneration, prompt: str, *, still: bool, seed: int) -> str:
    """Write a caption, a word at a time: the likeliest where the network is sure of it.

    Where it is not, the prompt left something open, and the seed decides.
    """
    dice = torch.Generator().manual_seed(seed)
    heard = enhancer.encoder(input_ids=torch.tensor([numbered(prompt, still=still)]))
    memory = BaseModelOutput(last_hidden_state=heard.last_hidden_state)
    written = [NOTHING]
    while written[-1] != END and len(written) <= LONGEST_CAPTION:
        told = enhancer(encoder_outputs=memory, decoder_input_ids=torch.tensor([written]))
        written.append(_chosen(told.logits[0, -1].softmax(-1), dice))
    return " ".join(WORDS[number] for number in written if number in WORDS)


def _chosen(chances: Tensor, dice: torch.Generator) -> int:
    if float(chances.max()) > SURE:
        return int(chances.argmax())
    return int(torch.multinomial(chances.where(chances > FAINT, 0), 1, generator=dice))


def missed(enhancer: T5ForConditionalGeneration, rng: np.random.Generator, size: int) -> Tensor:
    """Return the cross-entropy of a fresh batch's captions, a word at a time."""
    drawn = [pair(rng) for _ in range(size)]
    captions = [each.caption(rng).split() for each in drawn]
    ids = _rows([numbered(each.prompt, still=each.still) for each in drawn], NOTHING)
    labels = _rows([[*map(PLACES.__getitem__, each), END] for each in captions], NOT_COUNTED)
    device = enhancer.device
    spoken = (ids != NOTHING).long().to(device)
    told = enhancer(input_ids=ids.to(device), attention_mask=spoken, labels=labels.to(device))
    return torch.as_tensor(told.loss)


def _rows(rows: Sequence[Sequence[int]], filler: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])


def exact(enhancer: T5ForConditionalGeneration, seed: int = 77) -> float:
    """Return the share of fresh prompts whose caption is, word for word, one they stand for."""
    drawn = [pair(np.random.default_rng([seed, number])) for number in range(TRIED)]
    met = [
        each.is_met_by(enhanced(enhancer, each.prompt, still=each.still, seed=number))
        for number, each in enumerate(drawn)
    ]
    return sum(met) / TRIED
