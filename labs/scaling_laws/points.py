"""The measured runs that a law is fitted to, and the rules that they must keep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array
from labs.scaling_laws.needs import NEEDS, Form, lacking

LEAST, MOST = 1e-30, 1e60
MOST_UNIQUE = 1.001
"""Printed token counts are rounded."""


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
    unique: Array | None = None
    """Different training tokens, where a run may have read some of them more than once."""

    def __len__(self) -> int:
        return len(self.loss)

    def where(self, kept: NDArray[Any]) -> "Points":
        """Return the runs that a mask or a list of positions keeps."""
        rows = tuple(np.array(self.rows)[kept].tolist()) if self.rows else ()
        return replace(
            self, N=self.N[kept], D=self.D[kept], C=self.C[kept], loss=self.loss[kept], rows=rows,
            unique=None if self.unique is None else self.unique[kept],
        )  # fmt: skip

    @classmethod
    def of(
        cls,
        N: ArrayLike,
        D: ArrayLike,
        loss: ArrayLike,
        C: ArrayLike | None = None,
        rows: Sequence[int] = (),
        notes: Sequence[str] = (),
        unique: ArrayLike | None = None,
        form: Form = "chinchilla",
    ) -> "Points":
        """Check columns of shape (n,) and make Points of them; C is 6 N D where it is not given.

        Raises: PointsError if a value is not a positive number, or if ``form`` cannot be fitted.
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
        different = None if unique is None else np.asarray(unique, np.float64)
        points = cls(sizes, tokens, given, losses, tuple(rows), tuple(notes), different)
        for name, column in (("N", sizes), ("D", tokens), ("loss", losses), ("C", given)):
            _check_values(name, column, points.rows)
        if different is not None:
            _check_unique(different, tokens, points.rows)
        check_enough(points, form)
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


def _check_unique(unique: Array, tokens: Array, rows: Sequence[int]) -> None:
    if unique.shape != tokens.shape:
        raise PointsError(
            f"unique tokens have the shape {unique.shape}, but there are {len(tokens)} runs; "
            "give one value for each"
        )
    _check_values("unique tokens", unique, rows)
    wrong = unique > tokens * MOST_UNIQUE
    if wrong.any():
        first = int(np.argmax(wrong))
        raise PointsError(
            f"row {rows[first] if rows else first + 1}: {unique[first]:g} unique tokens, but only "
            f"{tokens[first]:g} were read; give the different ones among those that were read"
        )


def check_enough(points: Points, form: Form = "chinchilla") -> None:
    """Raise PointsError unless this form's unknowns can be told from these runs."""
    if reason := lacking(points, form):
        raise PointsError(reason)


def supported(points: Points) -> dict[Form, str | None]:
    """Return for each form why these runs cannot tell it, in one sentence, or None if they can."""
    return {form: lacking(points, form) for form in NEEDS}
