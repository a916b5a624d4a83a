"""The network of a recipe."""

from labs.playable_world.network import Dreamer
from labs.playable_world.recipes import Recipe


def made(recipe: Recipe) -> Dreamer:
    """Make a network that has not learned yet."""
    return Dreamer(recipe.width, recipe.context, recipe.keys, invented=recipe.codes > 0)
