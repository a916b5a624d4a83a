"""What a transformer pays for n tokens, in FLOP (a multiply and an add are two).

Source: a plain block of Vaswani et al. 2017 with an MLP four times as wide, so 12 width² weights;
Peebles & Xie 2022 count the same way, in multiply-adds.
"""

BYTES = 2
"""A number in bfloat16."""


def attention_flops(tokens: int, width: int, depth: int) -> int:
    """Queries times keys, and weights times values: 4 n² width a layer."""
    return 4 * tokens**2 * width * depth


def linear_flops(tokens: int, width: int, depth: int) -> int:
    """Projections and MLP: 24 n width² a layer."""
    return 24 * tokens * width**2 * depth


def modulation_flops(width: int, depth: int) -> int:
    """The six shifts, scales and gates that a DiT block makes of its condition, once a sample."""
    return 12 * width**2 * depth


def score_bytes(tokens: int, heads: int) -> int:
    """One layer's attention weights, if they are written out."""
    return heads * tokens**2 * BYTES


def token_bytes(tokens: int, width: int, depth: int) -> int:
    """What one number a token, a width and a layer takes: the least that training remembers."""
    return tokens * width * depth * BYTES


def crossover(width: int) -> int:
    """From so many tokens on, attention costs more than all linear layers."""
    return 6 * width
