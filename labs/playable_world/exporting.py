"""A network as a file that the browser plays: ONNX, with weights in half precision."""

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from labs.playable_world.flowing import Flow
from labs.playable_world.making import Dreaming
from labs.playable_world.network import Dreamer
from labs.playable_world.world import SIZE

OPSET = 18
SMALL = 16
"""Constants of fewer numbers stay as they are."""


class Played(nn.Module):
    """Takes and gives what a canvas holds: colours from 0 to 1, the last axis red, green, blue."""

    def __init__(self, network: Dreamer) -> None:
        super().__init__()
        self.network = network

    def forward(self, frames: Tensor, key: Tensor) -> Tensor:
        """(1, context, 64, 64, 3) and (1,) → (1, 64, 64, 3)."""
        dreamed = self.network(frames.permute(0, 1, 4, 2, 3) * 2 - 1, key.long())
        seen: Tensor = (dreamed.clamp(-1, 1).permute(0, 2, 3, 1) + 1) / 2
        return seen


class Cleaned(nn.Module):
    """One step of a network that draws frames; all are mixed where they are played."""

    def __init__(self, network: Flow) -> None:
        super().__init__()
        self.network = network

    def forward(self, frames: Tensor, key: Tensor, mixed: Tensor, level: Tensor) -> Tensor:
        """(1, context, 64, 64, 3), (1,), (1, 64, 64, 3) and (1,) → (1, 64, 64, 3)."""
        clean = self.network.clean(
            frames.permute(0, 1, 4, 2, 3) * 2 - 1,
            key.long(),
            mixed.permute(0, 3, 1, 2) * 2 - 1,
            level.long(),
        )
        seen: Tensor = (clean.clamp(-1, 1).permute(0, 2, 3, 1) + 1) / 2
        return seen


def export(network: Dreaming, path: Path) -> None:
    """Write a network to a file. Its weights lose what half precision cannot hold."""
    given = {
        "frames": torch.zeros(1, network.context, SIZE, SIZE, 3),
        "key": torch.zeros(1, dtype=torch.int32),
    }
    played: nn.Module
    if isinstance(network, Flow):
        played = Cleaned(network)
        mixed = torch.zeros(1, SIZE, SIZE, 3)
        given |= {"mixed": mixed, "level": torch.zeros(1, dtype=torch.int32)}
    else:
        played = Played(network)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch's exporter about itself
        torch.onnx.export(
            played.float().eval(),
            tuple(given.values()),
            str(path),
            input_names=list(given),
            output_names=["dreamed"],
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    model = onnx.load(path)
    for name in ("doc_string", "producer_version"):
        model.ClearField(name)
    _halve(model)
    onnx.save(model, path)


def _halve(model: onnx.ModelProto) -> None:
    """Keep large constants in 16 bits, each widened where it is used."""
    graph = model.graph
    for node in graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    widened = []
    for each in graph.initializer:
        array = numpy_helper.to_array(each)
        if array.dtype != np.float32 or array.size < SMALL:
            continue
        name = each.name
        each.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}.half"))
        widened.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend([*widened, *rest])
    del graph.value_info[:]
