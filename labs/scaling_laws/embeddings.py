"""Parameters without embeddings, which Kaplan counts, and with them, which Hoffmann does.

The lab's tiny models have an embedding and a head of their own, (vocabulary, width) each. In the
narrowest these are half of all weights, so that which N one counts bends the law.
Source: Pearce & Song 2024, "Reconciling Kaplan and Chinchilla Scaling Laws", arXiv:2406.12907.
"""

import numpy as np
from numpy.typing import ArrayLike

from labs.scaling_laws.law import Array
from labs.scaling_laws.plans import LAYERS, VOCABULARY
from labs.scaling_laws.points import PointsError

MATRICES = 2
"""The embedding and the untied head."""
A_LAYER = 12
"""Matrices of width × width in a layer: three for q, k and v, one out, four up, four down."""


def embedding_parameters(width: ArrayLike) -> Array:
    """Count the weights of the embedding and the head of the lab's models of some widths."""
    return MATRICES * VOCABULARY * np.asarray(width, dtype=np.float64)


def without_embeddings(N: ArrayLike, width: ArrayLike) -> Array:
    """Take the embedding and the head out of parameter counts; shapes broadcast.

    Raises: PointsError if a model has no more weights than those.
    """
    sizes, own = np.broadcast_arrays(np.asarray(N, np.float64), embedding_parameters(width))
    if (sizes <= own).any():
        first = int(np.argmax(sizes <= own))
        raise PointsError(
            f"a model of N = {sizes.flat[first]:g} has {own.flat[first]:g} weights in its "
            "embedding and head alone, so this is not its width; give the width of each model"
        )
    return np.asarray(sizes - own)


def width_of(N: ArrayLike) -> Array:
    """Return the width of the lab's models of N parameters: N = 24 width² + 256 width.

    Raises: PointsError if no width gives this N.
    """
    sizes, square = np.asarray(N, np.float64), A_LAYER * LAYERS
    half = MATRICES * VOCABULARY / (2 * square)
    width = np.round(np.sqrt(half * half + sizes / square) - half)
    wrong = square * width**2 + embedding_parameters(width) != sizes
    if wrong.any():
        raise PointsError(
            f"no model of this lab has {sizes[wrong][0]:g} parameters, so its embedding cannot be "
            "told; count the parameters of your own models without embeddings yourself"
        )
    return width
