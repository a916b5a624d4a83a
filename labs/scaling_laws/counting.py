"""What N and C count of the lab's own models, whose widths are known: embeddings, attention.

6 N D counts what every weight does for every token. Attention's own products, of queries with keys
and of weights with values, take 12 · layers · context · width FLOP a token more, forward and back.
Source: Kaplan et al. 2020, table 1; Chowdhery et al. 2022 (PaLM), appendix B.
"""

import numpy as np
from numpy.typing import ArrayLike

from labs.scaling_laws.embeddings import width_of, without_embeddings
from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array
from labs.scaling_laws.plans import CONTEXT, LAYERS
from labs.scaling_laws.points import Points

FLOP_PER_ATTENDED = 12
BARE = "N leaves out the embedding and the head; C is 6 N D of this N."
ATTENDED = "C counts attention too: 12 × layers × context × width FLOP a token beside 6 N D."


def counts(N: ArrayLike, D: ArrayLike, *, embeddings: bool, attention: bool) -> tuple[Array, Array]:
    """Return N and C in FLOP as they are to be counted, from every weight N and tokens D.

    Raises: PointsError if some N is of no model of this lab.
    """
    width = width_of(N)
    own = np.asarray(N, np.float64) if embeddings else without_embeddings(N, width)
    a_token = FLOP_PER_PARAMETER_TOKEN * own
    if attention:
        a_token = a_token + FLOP_PER_ATTENDED * LAYERS * CONTEXT * width
    return own, np.asarray(a_token * np.asarray(D, np.float64))


def counted_anew(points: Points, *, embeddings: bool, attention: bool) -> Points:
    """Return a sweep of the lab's own models, counted so. Raises: PointsError."""
    N, C = counts(points.N, points.D, embeddings=embeddings, attention=attention)
    said = (*points.notes, *(() if embeddings else (BARE,)), *((ATTENDED,) if attention else ()))
    return Points.of(N, points.D, points.loss, C=C, rows=points.rows, notes=said)
