"""The network of a recipe."""

from labs.playable_world.flowing import Flow
from labs.playable_world.network import Dreamer
from labs.playable_world.recipes import Recipe

Dreaming = Dreamer | Flow


def made(recipe: Recipe) -> Dreaming:
    """Make a network that has not learned yet."""
    if recipe.flow:
        return Flow(recipe.width, recipe.context, recipe.flow)
    return Dreamer(recipe.width, recipe.context)
