"""The two networks: as they were trained for the lab, or trained by this run."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any, get_args

import numpy as np
from safetensors.torch import load_file
from torch import nn

from labs.contract import Context, Event, Progress, State
from labs.spacetime_patches.events import Learned
from labs.spacetime_patches.models import Kind, made
from labs.spacetime_patches.settings import PatchParams
from labs.spacetime_patches.training import HELD_OUT_MARKS, Training, decibels, held_out_error

WEIGHTS = Path(__file__).parent / "weights"
KINDS: tuple[Kind, ...] = get_args(Kind)
MARKS_SHOWN = 25
EVERY = 10
"""Steps between two words of progress."""

Networks = dict[Kind, nn.Module]


def ready(
    params: PatchParams, ctx: Context, state: State | None
) -> Generator[Event, None, Networks]:
    """Return both networks, after telling how each learned."""
    networks: Networks = {}
    for kind in KINDS:
        if params.networks == "shipped":
            yield from _recorded(kind)
            networks[kind] = shipped(kind)
        else:
            networks[kind] = yield from _trained(kind, params, ctx, state, networks)
    return networks


def shipped(kind: Kind) -> nn.Module:
    """Load the weights that come with the lab."""
    network = made(kind)
    half = load_file(WEIGHTS / f"{kind}.safetensors")
    network.load_state_dict({name: each.float() for name, each in half.items()})
    return network.eval()


def card(kind: Kind) -> dict[str, Any]:
    """Return the facts of a shipped network: script, seed, steps, hardware, date, its curve."""
    facts: dict[str, Any] = json.loads((WEIGHTS / f"{kind}.json").read_text())
    return facts


def _recorded(kind: Kind) -> Generator[Event, None, None]:
    facts = card(kind)
    curve, steps = facts["curve"], facts["steps"]
    for step, measured in [*curve[:-1][:: -(-len(curve) // MARKS_SHOWN)], curve[-1]]:
        yield Learned(network=kind, step=step, steps=steps, psnr=measured, recorded=True)


def _trained(
    kind: Kind, params: PatchParams, ctx: Context, state: State | None, done: Networks
) -> Generator[Event, None, nn.Module]:
    """Train one network for the run's steps; keep its way at every mark."""
    training = Training(kind, params.steps, params.seed)
    _restore(training, state)
    every = max(1, params.steps // HELD_OUT_MARKS)
    for _ in training.errors():
        if training.step % EVERY == 0:
            yield _progress(training)
        if training.step % every == 0 or training.step == training.steps:
            error = decibels(held_out_error(training))
            yield Learned(
                network=kind, step=training.step, steps=training.steps, psnr=error, recorded=False
            )
            ctx.checkpoint(_state(training, done))
    return training.network.eval()


def _progress(training: Training) -> Progress:
    share = (KINDS.index(training.kind) + training.step / training.steps) / len(KINDS)
    name = {"autoencoder": "the network that squeezes", "masked": "the network that fills"}
    return Progress(
        fraction=0.1 + 0.75 * share,
        doing=f"training {name[training.kind]}, step {training.step} of {training.steps}",
    )


def _state(training: Training, done: Networks) -> State:
    arrays = {f"{training.kind}.{name}": each for name, each in training.arrays().items()}
    for kind, network in done.items():
        whole = {name: each.numpy() for name, each in network.state_dict().items()}
        arrays |= {f"{kind}.network.{name}": np.array(each) for name, each in whole.items()}
    return State(
        arrays=arrays,
        facts={training.kind: training.step, **dict.fromkeys(done, training.steps)},
    )


def _restore(training: Training, state: State | None) -> None:
    """Go on from a checkpoint; of a network that was done, only the weights are left."""
    step = state.facts.get(training.kind, 0) if state else 0
    if not state or not step:
        return
    start = f"{training.kind}."
    arrays = {
        name.removeprefix(start): each
        for name, each in state.arrays.items()
        if name.startswith(start)
    }
    training.restore(arrays, step)
