"""Signals with one axis in patches: an EEG of eight channels and a sound, both made by formula.

A signal is a clip of so many frames, as high as it has channels and one pixel wide.
"""

import math
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from labs.contract import Claimed, Event
from labs.spacetime_patches.cutting import Cut, Shape
from labs.spacetime_patches.events import Chunked
from labs.spacetime_patches.patches import patchify, unpatchify
from labs.spacetime_patches.settings import PatchParams

WIDTH = 16
"""Numbers a token has in the attention whose FLOP are counted."""
DRAWN_SAMPLES, DRAWN_CHANNELS = 256, 4


def eeg(generator: torch.Generator) -> Tensor:
    """Return four seconds at 256 Hz of alpha waves, drift, noise and a blink: (1024, 8)."""
    seconds = torch.arange(1024) / 256
    channel = torch.arange(8.0)
    alpha = torch.sin(2 * math.pi * (9.5 + 0.25 * channel) * seconds[:, None] + channel)
    swell = 0.6 + 0.4 * torch.sin(2 * math.pi * 0.4 * seconds)[:, None]
    drift = torch.sin(2 * math.pi * 1.5 * seconds[:, None] + channel / 2)
    blink = torch.exp(-(((seconds - 0.55) / 0.06) ** 2))[:, None] * (1.6 - 0.2 * channel)
    noise = torch.randn(1024, 8, generator=generator)
    return 0.4 * alpha * swell + 0.25 * drift + blink + 0.08 * noise


def sound(generator: torch.Generator) -> Tensor:
    """Return half a second at 8 kHz of a rising tone with overtones: (4096, 1)."""
    seconds = torch.arange(4096) / 8000
    phase = 2 * math.pi * (180 * seconds + 220 * seconds**2)
    tone = sum((torch.sin(n * phase) / n for n in range(1, 6)), torch.zeros(4096))
    breath = torch.sin(math.pi * seconds / seconds[-1])
    return (0.5 * tone * breath + 0.02 * torch.randn(4096, generator=generator))[:, None]


def signals(params: PatchParams) -> Iterator[Event]:
    """Cut both signals, put them together again, and count what attention costs."""
    generator = torch.Generator().manual_seed(params.seed)
    told = _cut("eeg", eeg(generator), 256, params.chunk)
    yield told
    yield _cut("sound", sound(generator), 8000, params.chunk)
    yield Claimed(
        claim="chunks",
        measured=round(math.log(told.factor) / math.log(told.chunks), 3),
        remark=f"{told.chunks} chunks that are read apart cost {told.factor:.1f} times less than "
        "the whole. One token a chunk saves the square of its length, but then the "
        "transformer sees no single sample.",
    )


def _cut(name: str, signal: Tensor, rate: int, chunk: int) -> Chunked:
    samples, channels = signal.shape
    clip, patch = signal[:, :, None, None], (chunk, channels, 1)
    tokens = patchify(clip, patch)
    again = unpatchify(tokens, patch, (samples, channels, 1, 1))
    whole, apart = counted(1, samples), counted(len(tokens), chunk)
    return Chunked.model_validate(
        {
            "signal": name,
            "samples": samples,
            "channels": channels,
            "rate": rate,
            "chunk": chunk,
            "tokens": Cut(_shape(signal), patch).tokens,
            "exact": torch.equal(again, clip),
            "token_flops": counted(1, len(tokens)),
            "whole_flops": whole,
            "apart_flops": apart,
            "factor": whole / apart,
            "chunks": len(tokens),
            "drawn": _drawn(signal),
        }
    )


def _shape(signal: Tensor) -> Shape:
    return signal.shape[0], signal.shape[1], 1


def counted(batch: int, tokens: int) -> int:
    """Run attention over ``batch`` rows of tokens, and count the FLOP of its two products."""
    x = torch.zeros(batch, tokens, WIDTH, device="meta")
    with FlopCounterMode(display=False) as counter:
        weights = torch.bmm(x, x.transpose(1, 2)).softmax(dim=-1)
        torch.bmm(weights, x)
    return int(counter.get_total_flops())


def _drawn(signal: Tensor) -> tuple[tuple[float, ...], ...]:
    beginning = signal[:DRAWN_SAMPLES, :DRAWN_CHANNELS] / signal.abs().max()
    return tuple(tuple(round(each, 3) for each in row) for row in beginning.T.tolist())
