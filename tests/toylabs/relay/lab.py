"""A lab for the fault tests that is divided into parts: each leg of a race is run by a worker."""

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
    Part,
    Progress,
    Slider,
    Text,
)

MISDEEDS = Literal["none", "raise", "die", "hang"]


class LegParams(Params):
    leg: int
    laps: int
    gates: str = ""
    misdeed: MISDEEDS = "none"


class RelayParams(Params):
    legs: Annotated[int, Slider(1, 20)] = 3
    """How many legs the race has."""

    laps: Annotated[int, Slider(1, 1000)] = 4
    """How many laps a leg has."""

    cheer: Annotated[str, Text(40)] = ""
    """What is shouted at the end; no leg depends on it."""

    gates: Annotated[str, Text(200)] = ""
    """Before a leg's number, a file that holds how many laps are allowed; without one, all are."""

    misdeed: Annotated[MISDEEDS, Choice({name: name for name in get_args(MISDEEDS)})] = "none"
    """What the last leg does wrong after its last lap."""

    stumble: Annotated[MISDEEDS, Choice({name: name for name in get_args(MISDEEDS)})] = "none"
    """What the race itself does wrong after its last lap."""

    def leg(self, number: int) -> LegParams:
        misdeed = self.misdeed if number == self.legs - 1 else "none"
        return LegParams(
            leg=number, laps=self.laps, gates=self.gates, misdeed=misdeed, seed=self.seed
        )


class Lapped(Event):
    lap: int
    process: int


class Passed(Event):
    gathers = True
    leg: int
    lap: int
    process: int
    """Who ran it, by its number among the system's."""


lab = Lab(
    package="relay",
    title="Relay",
    question="Who runs?",
    hint="Let them run.",
    papers=(Paper("On running", "Nobody", 2024, "https://example.org/running"),),
    params=RelayParams,
    panels=(Panel("race", "The race", draws=(Passed,)),),
    claims=(Claim("runs", "They run", "Nobody 2024", "https://example.org/running", 1, 0, "laps"),),
    examples={
        "Short": RelayParams(),
        "Long": RelayParams(laps=50),
        "Alone": RelayParams(legs=1),
    },
    needs=Needs(device="cpu", memory_gb=0.5, seconds=120),
    part=Part(LegParams, tells=(Lapped, Progress)),
)
