"""Hoffmann's first approach: at each compute, the run of least loss.

Source: Hoffmann et al. 2022, section 3.1 and figure 2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.law import Array
from labs.scaling_laws.layouts import Places, Profiles
from labs.scaling_laws.points import Points


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """The best model of each budget in each draw, each (draws, budgets)."""

    ln_C: Array
    ln_N: Array
    ln_D: Array
    loss: Array
    usable: NDArray[np.bool_]
    """Whether sizes on both sides of it were measured and are worse."""


def winners(profiles: Profiles, counts: Array) -> Envelope:
    """Find the size of least loss at every budget, for every draw; ``counts`` is (draws, runs).

    A winner that is the smallest or the largest of its budget is not usable: the best size may lie
    beyond it.
    """
    columns = [_winner(profiles, rows, counts) for rows in profiles.each()]
    ln_N, loss, ln_unit, usable = (np.stack(each, axis=1) for each in zip(*columns, strict=True))
    ln_C = np.broadcast_to(profiles.budgets, ln_N.shape)
    return Envelope(ln_C, ln_N, ln_C - ln_N - ln_unit, loss, usable.astype(np.bool_))


def _winner(profiles: Profiles, rows: Places, counts: Array) -> tuple[Array, ...]:
    by_loss = rows[np.argsort(profiles.loss[rows], kind="stable")]
    drawn = counts[:, profiles.run[by_loss]] > 0
    first = by_loss[drawn.argmax(1)]  # (draws,)
    ln_N = profiles.ln_N[by_loss]
    best = profiles.ln_N[first][:, None]
    between = (drawn & (ln_N < best)).any(1) & (drawn & (ln_N > best)).any(1)
    return profiles.ln_N[first], profiles.loss[first], profiles.ln_unit[first], between


def unbeaten(points: Points, counts: Array) -> Envelope:
    """Find the runs that none of less compute beats, for every draw; ``counts`` is (draws, runs).

    This is the envelope of runs that share no budgets.
    """
    order = np.lexsort((points.loss, points.C))
    loss = points.loss[order]
    drawn = counts[:, order] > 0
    least = np.minimum.accumulate(np.where(drawn, loss, np.inf), axis=1)
    before = np.concatenate([np.full((len(counts), 1), np.inf), least[:, :-1]], axis=1)
    ln_C, ln_N, ln_D = (
        np.broadcast_to(np.log(each[order]), drawn.shape) for each in (points.C, points.N, points.D)
    )
    usable = drawn & (loss < before)
    return Envelope(ln_C, ln_N, ln_D, np.broadcast_to(loss, drawn.shape), usable)
