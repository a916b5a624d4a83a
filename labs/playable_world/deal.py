"""Deals each student of a class a world of their own."""

from labs.playable_world.settings import PlayParams
from labs.playable_world.world import FIRST_WORLD


def deal(params: PlayParams, seat: int) -> PlayParams:
    """Return the settings of one seat, counted from 1: the step's, in another world for each."""
    return params.model_copy(update={"seed": (params.seed + seat - 1) % FIRST_WORLD})
