"""Hands each leg to whoever is idle, and tells every lap."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from labs.contract import Context, Event, Progress, State, Warned
from relay.lab import Lapped, LegParams, Passed, RelayParams

POLL_SECONDS = 0.005


def run(params: RelayParams, ctx: Context) -> Iterator[Event]:
    legs = [params.leg(number) for number in range(params.legs)]
    for leg, event in ctx.share(legs):
        if isinstance(event, Lapped):
            yield Passed(leg=leg, lap=event.lap, process=event.process)
        elif isinstance(event, Progress):
            yield Progress(fraction=event.fraction, doing=f"leg {leg}: {event.doing}")
    _misbehave(params.stumble)
    if params.cheer:
        yield Warned(text=params.cheer)


def part(params: LegParams, ctx: Context) -> Iterator[Event]:
    saved = ctx.resume()
    done = int(saved.facts["done"]) if saved else 0
    for lap in range(done + 1, params.laps + 1):
        yield Progress(fraction=lap / params.laps, doing=f"lap {lap}")
        while not _allowed(params, lap):
            time.sleep(POLL_SECONDS)
            yield Progress(fraction=lap / params.laps, doing=f"waits before lap {lap}")
        yield Lapped(lap=lap, process=os.getpid())
        ctx.checkpoint(State(facts={"done": lap}))
    _misbehave(params.misdeed)


def _allowed(params: LegParams, lap: int) -> bool:
    gate = Path(f"{params.gates}{params.leg}")
    return not params.gates or not gate.exists() or int(gate.read_text() or 0) >= lap


def _misbehave(misdeed: str) -> None:
    if misdeed == "raise":
        raise RuntimeError("a shoe broke")
    if misdeed == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    while misdeed == "hang":
        time.sleep(POLL_SECONDS)
