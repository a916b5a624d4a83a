"""What a run tells."""

from typing import Literal

from labs.contract import Event


class Network(Event):
    """A network that comes with the lab, and what made it."""

    gathers = True
    preset: str
    label: str
    kind: Literal["age", "recipe"]
    codes: int = 0
    """How many keys of its own it plays with; 0 for the game's."""
    means: str = ""
    """For each of them, in order, the digit of the game's key that it mostly means."""
    words: str = ""
    """For each of the game's keys, in order, the digit of the invented one that it becomes."""
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
    width: int = 48
    """Channels of its finest layers."""
    flow: int = 0
    """Steps from noise to a frame, where it draws frames; 0 where it paints their mean."""
    file: str = ""
    """Whose file the browser loads, where it dreams with the weights of another one."""


class Shipped(Network):
    """One that dreams the first world, and how it was measured when it was made."""

    gathers = True
    player: float
    ball: float
    coins: float
    walls: float
    follows: float
    """Shares that were right after 200 dreamed frames, of 64 games with random keys."""
    lit: float | None = None
    jumps: float | None = None
    """As ``Drifted`` has them."""


class Offered(Network):
    """One that dreams the scrolling world; how it was measured is told by ``Returned``."""

    gathers = True


class Dreamed(Event):
    """The first of the games, as it was dreamed: every frame, so that it can be played back."""

    preset: str
    world: int
    """The seed of the game's engine."""
    scrolling: bool = False
    """Whether it is the game of the scrolling world."""
    board: str = ""
    keys: str
    """The keys, each with how many steps it was held."""
    play: str = ""
    """All keys of the kept play that this was, where it was one."""
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
    lit: float | None = None
    """Of dreams: one lamp is lit and the others are dark, as in the game, whichever it is."""
    jumps: float | None = None
    """Of the last ten steps: another lamp is lit than the last one that was; .125 in the game."""
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


class Returned(Event):
    """What is right in dreams of the scrolling world when the player went away and came back."""

    gathers = True
    preset: str
    games: int
    away: int
    """Steps to the right before as many to the left."""
    went: float
    """At the farthest place, of what was in view from the beginning: whether the dream moved."""
    kept: float
    """Back again, of what never left the view. Walls and floor count the same, half each."""
    gone: float
    """Back again, of what left the view on the way; .5 is what guessing gets."""
    coins: float
    """Of the coins that left the view: those that are back; 1 where none had left."""
    invented: float = 0
    """Of the free places that left the view and hold no coin: those where one is dreamed."""
    stayed: float
    """After as many steps to and fro in one place."""
    recorded: str = ""
    """The day it was measured on, where that was not now."""


class Revisited(Event):
    """The first game and its dream: before, on the way out, farthest, on the way back, and back."""

    preset: str
    away: int
    picture: str
    """The game above its dream: a data URI, or the path of a static file."""
    recorded: str = ""


class Matched(Event):
    """How well the keys that an inverse model invented agree with those it was never shown."""

    gathers = True
    codes: int
    """How many keys it was allowed to invent."""
    presses: int
    purity: float
    """The share of presses whose true key is the most common one of their invented key."""
    effective: float
    """The same of presses that moved the player or were meant not to: the rest show nothing."""
    held: float
    """The same of all, where the code that moved the player is held on while it rests."""
    ceiling: float
    """The purity of a reader that sees exactly where the player went, and nothing else."""
    trial: float
    """The purity that was reached in a trial before the lab was built."""
    cpu_seconds: float
    recorded: str = ""
    """The day it was measured on, where that was not now."""


class Coded(Event):
    """One key that an inverse model invented, and which true keys were pressed when it saw it."""

    gathers = True
    codes: int
    """How many keys that model was allowed to invent."""
    code: int
    """Its number, from 1 on."""
    means: str
    """The true key that was most often pressed with it."""
    stay: int
    up: int
    down: int
    left: int
    right: int
    """So many presses."""
    recorded: str = ""
    """The day they were counted on, where that was not now."""


class Acted(Event):
    """What the network that knows only invented keys dreams while one of them is held."""

    gathers = True
    code: int
    """Its number, from 1 on."""
    means: str
    steps: int
    clip: str
    """It moves: a data URI, or the path of a static file."""
    strip: str
    """Its first and last frame side by side, likewise."""
    recorded: str = ""
    """The day it was dreamed on, where that was not now."""


class Played(Event):
    """What a class played, or what random keys did in the same worlds for as long."""

    gathers = True
    by: Literal["plays", "random"]
    plays: int
    left_out: int = 0
    """Plays of the world that scrolls, or shorter than 10 steps, or more than can be learned."""
    worlds: int = 0
    frames: int = 0
    places: float = 0
    """The share of the places where the player fits, in all worlds, that it was at."""
    taken: int = 0
    coins: int = 0
    """Of so many there were at the beginnings of all plays, so many were taken."""
    shown: float = 0
    """Coins that a frame shows, on average."""
    held: float = 0
    """Steps for which a key was held, on average."""
    picture: str = ""
    """How often the player was where, as a data URI: the lighter, the more often."""
    text: str = ""
    """The plays, a line each, for the setting of that name."""
    recorded: str = ""


class Rivals(Event):
    """What is right in dreams of two networks, one taught plays, the other random keys."""

    gathers = True
    games: int
    player: float
    player_random: float
    ball: float
    ball_random: float
    coins: float
    coins_random: float
    walls: float
    walls_random: float
    follows: float
    follows_random: float
    recorded: str = ""
    """The day it was measured on, where that was not now."""


class Taught(Rivals):
    """A mark of both trainings: shares that are right after 50 dreamed frames."""

    gathers = True
    step: int
    steps: int
    loss: float
    loss_random: float


class Weighed(Rivals):
    """How far both agree with the games in the end, after so many dreamed frames."""

    gathers = True
    horizon: int


class Evolved(Event):
    """A generation of controllers, each tried in dreams alone: coins taken in 40 choices."""

    gathers = True
    generation: int
    generations: int
    best: float
    mean: float
    """Of all controllers of the generation, over the same dreams."""
    recorded: str = ""
    """The day it was evolved on, where that was not now."""


class Tried(Event):
    """What the controller at the centre of a generation takes, in dreams and in the game itself.

    Both begin from the same frames, of worlds that nothing learned from.
    """

    gathers = True
    generation: int
    temperature: float
    games: int
    dream: float
    dream_error: float
    """Standard errors of the means over games."""
    real: float
    real_error: float
    random: float
    """What random keys take in the same games."""
    autopilot: float
    """What a shortest way from coin to coin takes there; it sees more than the view shows."""
    recorded: str = ""


class Gauged(Tried):
    """The finished controller of one temperature."""

    gathers = True


class Performed(Event):
    """The finished controller at play: once in the game, once in the dream of its memory."""

    world: int
    """The seed of the game's engine; the dream begins from its first frame."""
    temperature: float
    keys: str
    """Pressed in the game, each with how long it was held."""
    coins: int
    dreamed_keys: str
    """Pressed in the dream."""
    dreamed_coins: float
    """Chances of a coin, summed over the dream's choices."""
    held: int
    """Steps of the engine for each frame of the sheet."""
    frames: int
    columns: int
    sheet: str
    """The frames of the dream, the first one drawn from the game's: a data URI."""
    recorded: str = ""
