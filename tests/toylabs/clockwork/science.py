"""Ticks, waits at its gate, and misbehaves."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from clockwork.lab import ClockworkParams, Ticked
from labs.contract import Context, Event, Progress, State, Warned

POLL_SECONDS = 0.005


class Stray(Event):
    """An event that the card does not declare."""


def run(params: ClockworkParams, ctx: Context) -> Iterator[Event]:
    saved = ctx.resume()
    done = int(saved.facts["done"]) if saved else 0
    total = int(saved.arrays["total"][0]) if saved else 0
    for step in range(done + 1, params.steps + 1):
        while not _allowed(params.gate, step):
            time.sleep(POLL_SECONDS)
        total += step
        yield Ticked(step=step, total=total)
        if params.tells:
            yield Progress(fraction=step / params.steps, doing="ticking")
        time.sleep(params.rest_ms / 1000)
        if params.checkpoint_every and step % params.checkpoint_every == 0:
            ctx.checkpoint(State({"total": np.array([total])}, {"done": step}))
    _misbehave(params.misdeed, ctx)
    if params.misdeed == "stray":
        yield Stray()
    if params.misdeed in {"mumble", "babble"}:
        yield Warned(text="what Postgres cannot keep: \0")
    while params.misdeed == "babble":
        time.sleep(POLL_SECONDS)
        yield Warned(text="and so on")


def _allowed(gate: str, step: int) -> bool:
    return not gate or int(Path(gate).read_text() or 0) >= step


def _misbehave(misdeed: str, ctx: Context) -> None:
    if misdeed == "raise":
        raise RuntimeError("a spring broke")
    if misdeed == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if misdeed == "hang":
        while True:
            time.sleep(POLL_SECONDS)
    if misdeed == "hog":
        np.ones(2 * 1024**3 // 8)
    if misdeed == "keep":
        ctx.keep("clock.txt", b"tick" * 1000, "text/plain")
