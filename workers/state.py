"""Checkpoints as bytes: safetensors for the arrays, JSON for the facts. Never a pickle."""

import json
import struct
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from labs.contract import State

LENGTH = struct.Struct("<Q")


def pack(state: State) -> bytes:
    """Return the state as bytes. Raises: TypeError where a fact is none that JSON can hold."""
    facts = json.dumps(dict(state.facts), allow_nan=False).encode()
    arrays = save({name: np.ascontiguousarray(each) for name, each in state.arrays.items()})
    return LENGTH.pack(len(facts)) + facts + arrays


def unpack(data: bytes) -> State:
    """Return the state that ``pack`` made bytes of."""
    (length,) = LENGTH.unpack_from(data)
    middle = LENGTH.size + length
    facts: dict[str, Any] = json.loads(data[LENGTH.size : middle])
    return State(arrays=load(data[middle:]), facts=facts)
