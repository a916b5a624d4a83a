"""What a run tells."""

from typing import Literal

from labs.contract import Event


class Shipped(Event):
    """One network that comes with the lab: what made it, and how it was measured then."""

    gathers = True
    preset: str
    label: str
    kind: Literal["age", "recipe"]
    steps: int
    cpu_seconds: float
    parameters: int
    rollout: int
    noise: float
    context: int
    bytes: int
    """Of the file that the browser loads to play it."""
    sha256: str
    """Of that file."""
    date: str
    player: float
    ball: float
    coins: float
    walls: float
    follows: float
    """Shares that were right after 200 dreamed frames, of 64 games with random keys."""


class Dreamed(Event):
    """The first of the games, as it was dreamed: every frame, so that it can be played back."""

    preset: str
    world: int
    """The seed of the game's engine."""
    board: str = ""
    keys: str
    """The keys, each with how many steps it was held."""
    frames: int
    """How many dreamed frames the sheet holds, the first shown frames before them."""
    context: int
    columns: int
    sheet: str
    """A data URI, or the path of a static file."""
    recorded: str = ""
    """The day it was dreamed on, where that was not now."""


class Drifted(Event):
    """How far dreams agree with their games after so many frames, as shares of all games."""

    gathers = True
    preset: str
    games: int
    horizon: int
    player: float
    ball: float
    """Within 2 pixels of where the game has it."""
    coins: float
    walls: float
    follows: float
    exists: float
    psnr: float
    """Decibels."""
    recorded: str = ""
    """The day it was measured on, where that was not now."""


class Learned(Event):
    """A mark of a network's training, measured on games that no training draws."""

    gathers = True
    step: int
    steps: int
    loss: float
    player: float
    ball: float
    coins: float
    walls: float
    follows: float
    """Shares that are right after 50 dreamed frames."""
    recorded: bool = False
    """Whether it was trained before, for the lab, or now, by this run."""
    picture: str = ""
    """Six frames of a game above the dream of it, as a data URI."""
