"""The measured runs that a law is fitted to, and the rules that they must keep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array

FEWEST = 6
"""Five unknowns, and one run more to notice a miss."""
FEWEST_LEVELS = 3
LEAST, MOST = 1e-30, 1e60


class PointsError(ValueError):
    """Says in one sentence which value broke which rule, and what would mend it."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Measured runs: four columns of equal length, and how they came to be read."""

    N: Array
    """Parameters."""
    D: Array
    """Training tokens."""
    C: Array
    """Training compute in FLOP."""
    loss: Array
    """Nats per token."""
    rows: tuple[int, ...] = ()
    """The row of the file that each run stood in, counting the header as one."""
    notes: tuple[str, ...] = ()
    """What was assumed or mended, one sentence each."""

    def __len__(self) -> int:
        return len(self.loss)

    def where(self, kept: NDArray[Any]) -> "Points":
        """Return the runs that a mask or a list of positions keeps."""
        rows = tuple(np.array(self.rows)[kept].tolist()) if self.rows else ()
        return replace(
            self, N=self.N[kept], D=self.D[kept], C=self.C[kept], loss=self.loss[kept], rows=rows
        )

    @classmethod
    def of(
        cls,
        N: ArrayLike,
        D: ArrayLike,
        loss: ArrayLike,
        C: ArrayLike | None = None,
        rows: Sequence[int] = (),
        notes: Sequence[str] = (),
    ) -> "Points":
        """Check columns of shape (n,) and make Points of them; C is 6 N D where it is not given.

        Raises: PointsError if a value is not a positive number, or if no law can be fitted.
        """
        sizes, tokens, losses = (np.asarray(each, dtype=np.float64) for each in (N, D, loss))
        if not sizes.shape == tokens.shape == losses.shape == (losses.size,):
            raise PointsError(
                f"N, D and loss have shapes {sizes.shape}, {tokens.shape} and {losses.shape}; "
                "give three columns of one length"
            )
        given = (
            FLOP_PER_PARAMETER_TOKEN * sizes * tokens if C is None else np.asarray(C, np.float64)
        )
        points = cls(sizes, tokens, given, losses, tuple(rows), tuple(notes))
        for name, column in (("N", sizes), ("D", tokens), ("loss", losses), ("C", given)):
            _check_values(name, column, points.rows)
        check_enough(points)
        return points


def _check_values(name: str, column: Array, rows: Sequence[int]) -> None:
    wrong = ~((column >= LEAST) & (column <= MOST))
    if wrong.any():
        first = int(np.argmax(wrong))
        row = rows[first] if rows else first + 1
        raise PointsError(
            f"row {row}: {name} is {column[first]:g}, but must be a positive number "
            f"between {LEAST:g} and {MOST:g}; correct or delete the row"
        )


def check_enough(points: Points) -> None:
    """Raise PointsError unless five unknowns can be told from these runs."""
    if len(points) < FEWEST:
        raise PointsError(
            f"{len(points)} runs were given, but the law has five unknowns and needs at least "
            f"{FEWEST} runs; add {FEWEST - len(points)} more"
        )
    for name, column in (("N (parameters)", points.N), ("D (tokens)", points.D)):
        levels = len(np.unique(column))
        if levels == 1:
            raise PointsError(
                f"every run has the same {name}, {column[0]:g}, so its effect on the loss cannot "
                f"be seen; add runs of at least {FEWEST_LEVELS - 1} other values"
            )
        if levels < FEWEST_LEVELS:
            raise PointsError(
                f"only {levels} different values of {name} were given, but a power law with a "
                f"floor needs {FEWEST_LEVELS}; add runs of another value"
            )
    if collinear(points.N, points.D):
        raise PointsError(
            "ln N and ln D lie on one straight line, so the effect of size cannot be told from "
            "that of data; add runs with more or fewer tokens for the same N"
        )


def collinear(N: Array, D: Array) -> bool:
    """Say whether ln N fixes ln D to within a millionth."""
    x, y = np.log(N), np.log(D)
    x, y = x - x.mean(), y - y.mean()
    rest = y - x * (x @ y) / (x @ x)
    return bool(np.sqrt(rest @ rest) <= 1e-6 * np.sqrt(y @ y))
