"""A lab for the fault tests: it ticks as its gate allows, and misbehaves as told."""

import os
from typing import Annotated, Literal, get_args

from labs.contract import (
    Choice,
    Claim,
    Event,
    Lab,
    Needs,
    Panel,
    Paper,
    Params,
    Slider,
    Switch,
    Text,
)

SECONDS = float(os.environ.get("CLOCKWORK_SECONDS", "300"))
"""A run may wait so long at its gate; tests of the limit start a worker that has less patience."""

MISDEEDS = Literal["none", "raise", "die", "hang", "hog", "stray", "keep", "mumble", "babble"]


class ClockworkParams(Params):
    steps: Annotated[int, Slider(1, 100_000)] = 5
    """How many times to tick."""

    checkpoint_every: Annotated[int, Slider(0, 1000)] = 1
    """After how many ticks to save; 0 never saves."""

    gate: Annotated[str, Text(200)] = ""
    """A file that holds how many ticks are allowed; without one, all are."""

    rest_ms: Annotated[int, Slider(0, 1000)] = 0
    """How many milliseconds to rest after each tick."""

    tells: Annotated[bool, Switch()] = False
    """Whether to tell how far it is after each tick."""

    misdeed: Annotated[
        MISDEEDS,
        Choice({name: name for name in get_args(MISDEEDS)}),
    ] = "none"
    """What to do wrong after the last tick."""


class Ticked(Event):
    gathers = True
    step: int
    total: int
    """The sum of all steps so far, to show that a resumed run lost none."""


lab = Lab(
    package="clockwork",
    title="Clockwork",
    question="Does it tick?",
    hint="Let it tick.",
    papers=(Paper("On ticking", "Nobody", 2024, "https://example.org/ticking"),),
    params=ClockworkParams,
    panels=(Panel("clock", "The clock", draws=(Ticked,)),),
    claims=(
        Claim("ticks", "It ticks", "Nobody 2024", "https://example.org/ticking", 1, 0, "ticks"),
    ),
    examples={
        "Short": ClockworkParams(),
        "Long": ClockworkParams(steps=50),
        "Once": ClockworkParams(steps=1),
    },
    needs=Needs(device="cpu", memory_gb=0.5, seconds=SECONDS),
)
