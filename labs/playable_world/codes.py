"""Keys that a network invented for itself: numbers, and which of the real keys each one means.

A pressed key is a number: 0 to 4 are the game's own ``KEYS``, those from 5 on invented ones.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labs.playable_world.world import KEYS

CODES = 5
"""Of the inverse model whose keys can be played with."""
TRIALS = {5: 0.88, 8: 0.93}
"""How many keys each of the inverse models that ship may invent, and the purity in a trial."""
COUNTS = tuple(TRIALS)

Ints = NDArray[np.int64]
Table = Ints | Sequence[Sequence[int]]
"""Presses counted by code and key, (codes, 5)."""


def weights_of(codes: int) -> Path:
    return Path(__file__).parent / "weights" / f"inverse_{codes}.safetensors"


@cache
def card(codes: int) -> dict[str, Any]:
    """Return what made an inverse model, and the table of what its keys mean."""
    facts: dict[str, Any] = json.loads(weights_of(codes).with_suffix(".json").read_text())
    return facts


def meaning(table: Table) -> Ints:
    """Say which key each invented one means: the one that was most often pressed with it."""
    return np.asarray(np.argmax(table, axis=1))


def wording(table: Table) -> Ints:
    """Say which invented key each real one becomes: the one that most of its presses got."""
    return np.asarray(np.argmax(table, axis=0))


def meant(pressed: Ints) -> Ints:
    """Return what pressed keys mean to the game, 0 to 4."""
    if (pressed < len(KEYS)).all():
        return pressed
    return np.concatenate([np.arange(len(KEYS)), meaning(card(CODES)["table"])])[pressed]


def coded(pressed: Ints) -> Ints:
    """Return what pressed keys are to a network that only knows invented ones, from 0 on."""
    return np.concatenate([wording(card(CODES)["table"]), np.arange(CODES)])[pressed]


def purity(table: Table) -> float:
    """Return the share of presses whose key is the most common one of their code."""
    counted = np.asarray(table)
    return float(counted.max(axis=1).sum() / counted.sum())
