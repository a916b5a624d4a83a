"""Recognises the columns of a table by name and unit; case and punctuation do not matter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labs.scaling_laws.law import FLOP_PER_PARAMETER_TOKEN, Array
from labs.scaling_laws.numerals import clipped, unit_factor
from labs.scaling_laws.points import PointsError

NAMES = {
    quantity: tuple(names.split())
    for quantity, names in {
        "N": """n params parameters parameter nparams nparameters numparams numparameters modelsize
            modelparams modelparameters numberofparameters numberofparams parametercount paramcount
            parameteranzahl totalparams totalparameters size nonembeddingparams
            nonembeddingparameters""",
        "D": """d tokens token trainingtokens traintokens ntokens numtokens numberoftokens
            tokencount tokensseen trainedtokens datasettokens datatokens datasetsize datasize
            data""",
        "C": """c flop flops compute trainingflop trainingflops trainflop trainflops
            trainingcompute traincompute totalflop totalflops totalcompute""",
        "unique": """uniquetokens uniquetoken u ud uniquedata uniquetrainingtokens nuniquetokens
            numuniquetokens numberofuniquetokens uniquedatatokens uniquedatasettokens
            differenttokens""",
        "loss": """loss l finalloss validationloss valloss evalloss testloss heldoutloss lmloss
            crossentropy crossentropyloss pretrainingloss trainingloss trainloss verlust""",
    }.items()
}
"""Of two columns for one quantity, the one whose name stands earlier here is used."""
WORDS = {
    "N": "parameters N",
    "D": "tokens D",
    "C": "compute C",
    "loss": "the loss",
    "unique": "unique tokens",
}
INDEX = re.compile(r"|index|unnamed.*|id|#|nr|no|row")
OFF_BY = 10
"""How far C may be from 6 N D: attention and embeddings never make up ten times."""


@dataclass(frozen=True, slots=True)
class Column:
    quantity: str
    header: str
    position: int
    factor: float
    has_unit: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Recognised:
    columns: tuple[Column, ...]
    notes: tuple[str, ...]


def recognise(headers: Sequence[str]) -> Recognised:
    """Find the loss and at least two of N, D and C among the headers.

    Raises: PointsError if one is missing, or two columns bear the same name.
    """
    found = [column for each in enumerate(headers) if (column := _column(*each))]
    chosen = {name: best for name in NAMES if (best := _best(found, name))}
    if "loss" not in chosen or len(chosen.keys() & {"N", "D", "C"}) < 2:
        raise PointsError(_missing(headers, chosen))
    columns = tuple(chosen.values())
    used = {column.position for column in columns}
    spare = [
        clipped(header)
        for position, header in enumerate(headers)
        if position not in used and not INDEX.fullmatch(header.strip().lower())
    ]
    notes = [f"Not used: {', '.join(spare[:6])}{' and more' if len(spare) > 6 else ''}."]
    return Recognised(columns, tuple(notes if spare else ()))


def _column(position: int, header: str) -> Column | None:
    words = re.findall(r"[^\W_]+(?:\^\d+)?", header.lower())
    for split in range(len(words), 0, -1):
        name, unit = "".join(words[:split]), " ".join(words[split:])
        for quantity, names in NAMES.items():
            factor = unit_factor(unit, quantity) if unit else 1
            if name in names and factor is not None:
                return Column(quantity, header, position, factor, bool(unit), names.index(name))
    factor = unit_factor("".join(words), "C") if words else None
    return Column("C", header, position, factor, True, 99) if factor else None


def _best(found: Sequence[Column], quantity: str) -> Column | None:
    ranked = sorted((each for each in found if each.quantity == quantity), key=lambda c: c.rank)
    if len(ranked) > 1 and ranked[0].rank == ranked[1].rank:
        raise PointsError(
            f"columns {clipped(ranked[0].header)} and {clipped(ranked[1].header)} could both be "
            f"{WORDS[quantity]}; rename or delete one"
        )
    return ranked[0] if ranked else None


def _missing(headers: Sequence[str], chosen: dict[str, Column]) -> str:
    seen = ", ".join(map(clipped, headers[:8]))
    if "loss" not in chosen:
        return f"no column is called loss among {seen}; name the columns in the first row"
    known = [WORDS[name] for name in chosen if name in ("N", "D", "C")]
    return (
        f"two of parameters N, tokens D and compute C are needed, but {seen} "
        f"has {known[0] if known else 'none of them'}; add or rename a column"
    )


def complete(
    N: Array | None, D: Array | None, C: Array | None, rows: Sequence[int] = ()
) -> tuple[Array, Array, Array, tuple[str, ...]]:
    """Compute the one of N, D and C that is missing from C = 6 N D, and say so.

    Raises: PointsError if all are given and do not agree even roughly.
    """
    six = FLOP_PER_PARAMETER_TOKEN
    if N is None or D is None:
        known = N if N is not None else D
        if C is None or known is None:
            raise PointsError("two of N, D and C are needed; add a column")
        with np.errstate(divide="ignore", invalid="ignore"):
            other = C / (six * known)
        if N is None:
            return other, known, C, ("N was computed as C / (6 D).",)
        return known, other, C, ("D was computed as C / (6 N).",)
    if C is None:
        return N, D, six * N * D, ("C was computed as 6 N D.",)
    return N, D, C, _compared(N, D, C, rows)


def _compared(N: Array, D: Array, C: Array, rows: Sequence[int]) -> tuple[str, ...]:
    with np.errstate(all="ignore"):
        ratio = C / (FLOP_PER_PARAMETER_TOKEN * N * D)
        far = (ratio > OFF_BY) | (ratio < 1 / OFF_BY)
    if far.any():
        first = int(np.argmax(far))
        raise PointsError(
            f"row {rows[first] if rows else first + 1}: C is {C[first]:.3g} FLOP, but 6 N D is "
            f"{C[first] / ratio[first]:.3g}; give the units in the header, such as params (M)"
        )
    worst = float(np.max(np.abs(ratio - 1), initial=0))
    if worst < 0.05:
        return ()
    return (f"C differs from 6 N D by up to {worst:.0%}; the fit uses N and D as given.",)
