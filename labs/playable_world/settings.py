"""What a visitor may set."""

from typing import Annotated, Literal, Self

from pydantic import field_validator, model_validator

from labs.contract import Choice, Params, Slider, Text, Upload, UploadId
from labs.playable_world.boards import keys_of, refuse_board
from labs.playable_world.presets import PRESETS
from labs.playable_world.recipes import Recipe

PresetName = Literal[
    "best",
    "age_1000",
    "age_500",
    "age_200",
    "age_60",
    "one_step",
    "two_step",
    "one_frame",
    "four_frames",
    "narrow",
    "flow_4",
    "flow_1",
    "scrolling",
    "invented",
]

SHORTEST = 2
DRAWINGS = {"mean": 0, "flow_4": 4, "flow_1": 1}


class PlayParams(Params):
    mode: Annotated[
        Literal["compare", "train", "plays", "control"],
        Choice(
            {
                "compare": "Hold a dream against the game",
                "train": "Train a network now",
                "plays": "Train on what we played",
                "control": "Train a controller in a dream",
            }
        ),
    ] = "compare"
    """What Run does: measure where the chosen network’s dream drifts, or train a new one.

    On plays it trains two: the other gets random keys in the same worlds. In a dream, a controller
    learns to take coins, and is then tried in the game.
    """

    plays: Annotated[UploadId | None, Upload((".txt",), max_mb=0.2, paste=True)] = None
    """Plays to learn from, a line each: the seed of the world and its keys, as in 7 r12u3s4."""

    preset: Annotated[PresetName, Choice({name: each.label for name, each in PRESETS.items()})] = (
        "best"
    )
    """Which network dreams: the best, an age or a weaker recipe of it, or one of another kind."""

    steps: Annotated[int, Slider(10, 400, step=10)] = 200
    """How many frames are dreamed in a row, each from those dreamed before."""

    games: Annotated[int, Slider(1, 64)] = 8
    """How many games are held against their dreams. The first one is shown."""

    play: Annotated[str, Text(longest=1000)] = ""
    """A kept play: its keys, each with how long it was held, as in r12u3. Empty: random keys."""

    board: Annotated[str, Text(longest=49)] = ""
    """A start of your own: 49 cells, row by row. Empty: the seed lays it out."""

    budget: Annotated[int, Slider(100, 1500, step=50)] = 500
    """How many steps each new network is trained. A hundred take about 15 CPU-seconds where the
    processor knows half precision, and 70 elsewhere."""

    rollout: Annotated[int, Slider(1, 3)] = 3
    """How many frames in a row a new network learns to dream, at last."""

    noise: Annotated[float, Slider(0, 0.6, step=0.05)] = 0.3
    """How much noise, at most, lies on the frames that a new network is shown."""

    temperature: Annotated[float, Slider(0, 2, step=0.05)] = 1
    """How far chance reaches in the dream that a controller learns in: at 0 not at all."""

    generations: Annotated[int, Slider(5, 200, step=5)] = 60
    """How many generations of controllers are tried in dreams, about two a CPU-second."""

    context: Annotated[int, Slider(1, 4)] = 2
    """How many of the last frames a new network is shown."""

    width: Annotated[int, Slider(16, 64, step=8)] = 48
    """How many channels a new network has; twice as many make it about four times as large."""

    drawing: Annotated[
        Literal["mean", "flow_4", "flow_1"],
        Choice(
            {
                "mean": "At once: the mean of what may come",
                "flow_4": "From noise, in 4 steps of flow",
                "flow_1": "From noise, in 1 step of flow",
            }
        ),
    ] = "mean"
    """How a new network comes to a frame."""

    @property
    def recipe(self) -> Recipe:
        """How a new network is trained."""
        return Recipe(self.rollout, self.noise, self.context, self.width, DRAWINGS[self.drawing])

    @field_validator("play")
    @classmethod
    def a_play_is_keys(cls, play: str) -> str:
        steps = len(keys_of(play))
        if play and steps < SHORTEST:
            raise ValueError(
                f"play holds {steps} step, but at least {SHORTEST} are needed to dream on from; "
                "play on and keep it then"
            )
        return play

    @field_validator("board")
    @classmethod
    def a_board_can_be_played(cls, board: str) -> str:
        if board:
            refuse_board(board)
        return board

    @model_validator(mode="after")
    def learns_from_plays_that_are_given(self) -> Self:
        if self.mode == "plays" and self.plays is None:
            raise ValueError(
                "mode is 'plays', but there are no plays to learn from; play, keep what you "
                "played, and give it here, or paste the plays of your class"
            )
        return self

    @model_validator(mode="after")
    def a_board_is_of_the_first_world(self) -> Self:
        plays_elsewhere = PRESETS[self.preset].recipe.world == "scrolling"
        if self.board and plays_elsewhere and self.mode == "compare":
            raise ValueError(
                f"board lays out the first world, but the network {self.preset!r} plays in the one "
                "that scrolls; empty the board, or choose another network"
            )
        return self
