"""Which starts have met: they foretell every run alike, and may go on as one."""

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array


def met(r: Array, near: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Group rows of residuals that are near at every run: each group's first row, and whose."""
    first: list[int] = []
    which = np.empty(len(r), np.intp)
    for row, each in enumerate(r):
        far = np.abs(r[first] - each).max(1) if first else np.empty(0)
        group = int(np.argmin(far)) if len(far) and far.min() < near else len(first)
        if group == len(first):
            first.append(row)
        which[row] = group
    return np.array(first), which
