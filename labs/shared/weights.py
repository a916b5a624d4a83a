"""Weights that ship: half precision in safetensors, with a card that says what made them.

The card holds the file's SHA-256, so that a file that was cut short or changed is refused by name.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor


class WeightsRefused(ValueError):
    """A file of weights is not the one that its card speaks of."""


def ship(file: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Write weights in half precision, and beside them their card."""
    half = {name: each.detach().cpu().half().contiguous() for name, each in tensors.items()}
    data = save(half)
    file.write_bytes(data)
    card = {
        **facts,
        "parameters": sum(each.numel() for each in half.values()),
        "torch": torch.__version__,
        "date": datetime.now(UTC).date().isoformat(),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    file.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n")


def shipped(file: Path) -> dict[str, Tensor]:
    """Read weights in single precision. Raises: WeightsRefused if they are not the card's."""
    data, card = file.read_bytes(), card_of(file)
    found = hashlib.sha256(data).hexdigest()
    if found != card["sha256"]:
        raise WeightsRefused(
            f"{file.name} has the SHA-256 {found[:12]}…, but its card says {card['sha256'][:12]}…; "
            "the file is damaged, or not the one that was trained: put it back from the release"
        )
    return {name: each.float() for name, each in load(data).items()}


def card_of(file: Path) -> dict[str, Any]:
    """Return the facts of weights: script, seed, steps, hardware, date and figures."""
    facts: dict[str, Any] = json.loads(file.with_suffix(".json").read_text())
    return facts
