"""What was measured when the networks were made, labelled so: dreaming anew needs a worker."""

from collections.abc import Iterator

from labs.contract import Event, Opener
from labs.playable_world.boards import text_of
from labs.playable_world.controlled import told_controlled
from labs.playable_world.covering import reels_of, told_plays
from labs.playable_world.events import Dreamed
from labs.playable_world.plays import plays_of
from labs.playable_world.presets import PRESETS, SCROLLING
from labs.playable_world.recorded import (
    COLUMNS,
    FRAMES,
    SCROLLING_WORLD,
    recorded_keys,
    recorded_walk,
)
from labs.playable_world.settings import PlayParams
from labs.playable_world.shipped import (
    card,
    told_codes,
    told_drift,
    told_learning,
    told_returns,
    told_shipped,
)
from labs.playable_world.taught import told_taught
from labs.playable_world.world import FIRST_WORLD


def preview(params: PlayParams, open_upload: Opener) -> Iterator[Event]:
    """Tell what is known of the networks, and show the recorded dream of the chosen one.

    Of plays that are given, tell what they cover. Raises: ValueError where none can be read.
    """
    yield from told_shipped()
    yield from told_learning()
    yield from told_codes()
    yield from _told_of_plays(params, open_upload)
    yield from told_controlled()
    if PRESETS[params.preset].recipe.world == "scrolling":
        yield from _told_of_scrolling(params.preset)
        return
    yield from told_drift(params.preset)
    yield from told_returns(SCROLLING)
    context = PRESETS[params.preset].recipe.context
    yield Dreamed(
        preset=params.preset,
        world=FIRST_WORLD,
        keys=text_of(recorded_keys(context)),
        frames=FRAMES,
        context=context,
        columns=COLUMNS,
        sheet=f"playable_world/dreams/{params.preset}.webp",
        recorded=card(params.preset)["date"],
    )


def _told_of_plays(params: PlayParams, open_upload: Opener) -> Iterator[Event]:
    if params.mode != "plays" or not params.plays:
        yield from told_taught()
        return
    with open_upload(params.plays) as file:
        plays = plays_of(file.read().decode("utf-8", "replace"))
    yield from told_plays(plays, reels_of(plays, params.seed))


def _told_of_scrolling(preset: str) -> Iterator[Event]:
    yield from told_returns(preset)
    yield Dreamed(
        preset=preset,
        world=SCROLLING_WORLD,
        scrolling=True,
        keys=text_of(recorded_walk()),
        frames=FRAMES,
        context=1,
        columns=COLUMNS,
        sheet=f"playable_world/dreams/{preset}.webp",
        recorded=card(preset)["date"],
    )
