"""Clips of many sizes in one batch: packed, padded, or resized to one size.

Source: Dehghani et al. 2023, "Patch n' Pack: NaViT, a Vision Transformer for any Aspect Ratio and
Resolution", section 2; bins are filled first-fit, the longest clip first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from labs.spacetime_patches.cutting import Cut, Shape

OTHERS: tuple[Shape, ...] = (
    (16, 96, 128), (24, 96, 96), (48, 64, 64), (8, 96, 96), (16, 64, 64), (1, 96, 160),
    (20, 32, 96), (4, 96, 128), (12, 80, 48), (1, 64, 64),
)  # fmt: skip
"""Clips that come along with the visitor's: frames, height, width."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of ``length`` tokens; each row lists the clips in it and how many tokens each has."""

    length: int
    rows: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def tokens(self) -> int:
        """What the transformer computes, empty places included."""
        return self.length * len(self.rows)

    @property
    def used(self) -> int:
        return sum(tokens for row in self.rows for _, tokens in row)

    @property
    def waste(self) -> float:
        """The share of places that hold nothing of any clip."""
        return 1 - self.used / self.tokens

    @property
    def pairs(self) -> int:
        """Pairs of tokens that dense attention compares, each row by itself."""
        return len(self.rows) * self.length**2


def packed(counts: Sequence[int]) -> Batch:
    """Put clips one after another into rows that are as long as the longest of them."""
    length = max(counts)
    rows: list[list[tuple[int, int]]] = []
    for clip in sorted(range(len(counts)), key=lambda each: (-counts[each], each)):
        room = (row for row in rows if sum(n for _, n in row) + counts[clip] <= length)
        row = next(room, None)
        if row is None:
            rows.append(row := [])
        row.append((clip, counts[clip]))
    return Batch(length, tuple(map(tuple, rows)))


def padded(counts: Sequence[int]) -> Batch:
    """Give each clip a row of its own, as long as the longest."""
    return Batch(max(counts), tuple(((clip, n),) for clip, n in enumerate(counts)))


@dataclass(frozen=True, slots=True)
class Resized:
    """Every clip brought to the median size: none is padded, but few stay what they were."""

    batch: Batch
    shape: Shape
    lost: float
    """The share of all pixels that shrinking throws away."""
    invented: float
    """The share of the batch's pixels that enlarging makes up."""


def resized(shapes: Sequence[Shape], patch: Shape) -> Resized:
    """Resize clips to the median of their frames, heights and widths, in whole patches."""
    middle = [median(sizes) for sizes in zip(*shapes, strict=True)]
    t, h, w = (max(1, round(size / part)) * part for size, part in zip(middle, patch, strict=True))
    target = t * h * w
    sizes = [shape[0] * shape[1] * shape[2] for shape in shapes]
    tokens = Cut((t, h, w), patch).tokens
    return Resized(
        batch=padded([tokens] * len(shapes)),
        shape=(t, h, w),
        lost=sum(max(size - target, 0) for size in sizes) / sum(sizes),
        invented=sum(max(target - size, 0) for size in sizes) / (target * len(sizes)),
    )
