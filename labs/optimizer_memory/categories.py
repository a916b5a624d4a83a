"""What the memory of a training step is held by, in the order in which areas are stacked."""

from typing import Literal, get_args

Category = Literal["parameters", "states", "gradients", "activations", "recomputed", "rest"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
SUMMED: tuple[Category, ...] = ("parameters", "gradients", "states", "activations")
"""What Lv et al. 2023 sum in table 1."""
GIB = 2**30
