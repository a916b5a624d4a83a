"""Bootstrap resampling of a fit: the same runs, weighted by how often each was drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labs.scaling_laws.descent import descend_by, least, spread
from labs.scaling_laws.fitting import Fit, Form, Loss, check_choice, check_variable, fit_model
from labs.scaling_laws.forms import FORMS
from labs.scaling_laws.law import Array, ScalingLaw
from labs.scaling_laws.model import Model
from labs.scaling_laws.nearby import Nearby
from labs.scaling_laws.needs import NEEDS, Quantity, Variable
from labs.scaling_laws.newton import STEPS
from labs.scaling_laws.points import Points
from labs.scaling_laws.reading import PointsLike, as_points

STREAM = 64
"""Draws that share a random stream; a chunk is a whole number of streams, whatever its size."""
CHUNK = 4 * STREAM
MOST_WEIGHTS = 2**18
"""Draws times runs that are refitted in one go: each go ends with few rows, which is slow.
"""
SCOUTS = (STREAM, CHUNK)
"""Where few runs tell each constant, the first draws show the others where to begin, and so many of
them show those after them."""
TOLERANCE = 1e-9
"""A refit ends with the step that promises less than this share of its loss."""
SCOUTED = 20
"""How many steps they take at most."""
RISING = ("alpha", "beta", "alpha_N", "alpha_D", "gamma", "A", "B")
"""What must be above zero for a budget to have a best size."""

Blocks = Literal["run"] | Sequence[Any] | NDArray[Any] | None


@dataclass(frozen=True, slots=True)
class Bootstraps:
    """The laws fitted to resamples, one row each; NaN where a resample could not tell a law."""

    constants: Array
    """Shape (draws, constants), in the order of ``names``."""
    form: Form = "chinchilla"
    variable: Quantity | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the form's constants, such as E, A, B, alpha and beta."""
        return NEEDS[self.form].constants

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which resamples could be fitted, shape (draws,)."""
        return np.asarray(np.isfinite(self.constants).all(1))

    @property
    def has_optimum(self) -> NDArray[np.bool_]:
        """Which of them have a compute-optimal size: both terms must fall, shape (draws,)."""
        if not NEEDS[self.form].quantities:
            return np.zeros(len(self.constants), np.bool_)
        rising = [name in RISING for name in self.names]
        return np.asarray(self.kept & (self.constants[:, rising] > 0).all(1))

    def laws(self, rows: NDArray[np.bool_]) -> ScalingLaw:
        """Return the laws of these resamples as one, which foretells arrays of shape (draws, …)."""
        constants = self.constants[rows].T[:, :, None]
        return FORMS[self.form].law(*constants, variable=self.variable)

    def values(self, name: str) -> Array:
        """Return the usable values of a constant, or of exponent."""
        if name == "exponent":
            return np.asarray(self.laws(self.has_optimum).exponent)[:, 0]
        return np.asarray(self.constants[self.kept, self.names.index(name)])

    def interval(self, name: str, level: float = 0.95) -> tuple[float, float]:
        """Return the central percentile interval that spans ``level`` of the resamples.

        Source: Efron 1979, "Bootstrap methods: another look at the jackknife".
        """
        low, high = percentiles(self.values(name), level)
        return float(low), float(high)


def percentiles(values: Array, level: float) -> tuple[Array, Array]:
    """Return the low and high end of the central ``level`` of values, along their first axis."""
    low, high = np.percentile(values, [50 * (1 - level), 50 * (1 + level)], axis=0)
    return low, high


def bootstrap(
    points: PointsLike,
    draws: int = 1000,
    seed: int = 0,
    form: Form = "chinchilla",
    loss: Loss = "huber",
    variable: Variable | None = None,
    blocks: Blocks = None,
) -> Bootstraps:
    """Refit the law to ``draws`` resamples of the runs, drawn with replacement.

    ``points``, ``form``, ``loss`` and ``variable`` are what ``fit`` takes. Which runs draw i takes
    depends on the seed and i alone. Each refit starts from the fit to all runs. With ``blocks``,
    one label for each point, all points of a label are drawn together; "run" takes those of one N
    as one training run. That is right where points share what the seed did to their run.

    Raises: ValueError for an unknown form or loss, or no draws; PointsError.
    """
    check_choice(form, loss)
    points = as_points(points, form)
    if draws < 1:
        raise ValueError(f"{draws} resamples were asked for, but it takes at least 1; ask for 1000")
    return Resampling.of(points, loss, seed, form, variable, blocks).drawn(draws)


@dataclass(frozen=True, slots=True)
class Resampling:
    """All that refitting resamples of some runs takes."""

    form: Form
    variable: Quantity | None
    model: Model
    loss: Loss
    seed: int
    best: Array  # (width,): the theta of the fit to all runs
    around: float
    nearby: Nearby
    levels: tuple["_Levels", ...]
    labels: NDArray[np.intp] | None
    """The block that each run belongs to, counted from 0; None where each is its own."""

    @classmethod
    def of(
        cls,
        points: Points,
        loss: Loss,
        seed: int,
        form: Form = "chinchilla",
        variable: Variable | None = None,
        blocks: Blocks = None,
        fitted: Fit | None = None,
    ) -> "Resampling":
        """Prepare to resample runs; ``fitted`` is the fit to all of them, if there is one."""
        quantity = check_variable(points, form, variable)
        model = FORMS[form].model(points, quantity)
        best = np.array(fitted.theta) if fitted else least(fit_model(form, model, loss))
        quantities = (quantity,) if quantity else NEEDS[form].quantities
        levels = tuple(_Levels.of(getattr(points, name)) for name in quantities)
        around = spread(best[None], model)
        labels = _labels(points, blocks)
        nearby = Nearby.of(model, best, loss, around)
        return cls(form, quantity, model, loss, seed, best, around, nearby, levels, labels)

    def drawn(self, draws: int) -> Bootstraps:
        """Refit ``draws`` resamples, the more at once the fewer the runs."""
        size = STREAM * max(CHUNK // STREAM, MOST_WEIGHTS // (STREAM * len(self.model)))
        return self.bootstraps(np.concatenate(list(self.chunks(0, draws, size))))

    def bootstraps(self, constants: Array) -> Bootstraps:
        """Name the constants that ``chunks`` yielded."""
        return Bootstraps(constants, self.form, self.variable)

    def chunks(self, start: int, draws: int, size: int = CHUNK) -> Iterator[Array]:
        """Yield the constants of draws ``start`` to ``draws``, at most ``size`` rows at a time.

        ``start`` and ``size`` are multiples of 64.
        """
        resampling = self._scouted(draws)
        for first in range(start, draws, size):
            yield resampling.refit(self.weights(first, min(first + size, draws)))

    def _scouted(self, draws: int) -> "Resampling":
        """Return these resamples with more places to begin from, if there are many to refit."""
        found = self
        for first, last in pairwise((0, *SCOUTS)):
            if self.nearby.metric is None and draws > last:
                weights, _ = distinct(self.weights(first, last))
                ended = found.ended(weights[found.told(weights)], SCOUTED)
                found = replace(found, nearby=found.nearby.knowing(ended))
        return found

    def weights(self, first: int, last: int) -> Array:
        """Count how often each of draws ``first`` to ``last`` took each run: (last − first, n)."""
        n = len(self.model) if self.labels is None else int(self.labels.max()) + 1
        drawn = []
        for stream in range(first // STREAM, -(-last // STREAM)):
            rng = np.random.default_rng([self.seed, stream])
            taken = rng.integers(0, n, size=(STREAM, n)) + n * np.arange(STREAM)[:, None]
            drawn.append(np.bincount(taken.ravel(), minlength=STREAM * n).reshape(STREAM, n))
        counts = np.concatenate(drawn)[: last - first].astype(np.float64)
        return counts if self.labels is None else counts[:, self.labels]

    def refit(self, weights: Array) -> Array:
        """Return the constants of the fit under each row of ``weights``, (k, n), from the best on.

        NaN where the runs of a row are too few, or too alike, to tell a law.
        """
        weights, which = distinct(weights)
        told = self.told(weights)
        out = np.full((len(weights), len(NEEDS[self.form].constants)), np.nan)
        found = self.ended(weights[told])
        with np.errstate(over="ignore"):  # a law that runs away is left out by its infinity
            out[told] = np.column_stack(FORMS[self.form].constants(found, self.model))
        return out[which]

    def told(self, weights: Array) -> NDArray[np.bool_]:
        """Say under which rows of weights the runs are enough, and unlike enough, to tell a law."""
        need = NEEDS[self.form]
        runs = (weights > 0).sum(1)
        told = runs >= len(need.constants)
        for levels in self.levels:
            told &= levels.reached(need.levels, weights, runs)
        return np.asarray(told)

    def ended(self, weights: Array, steps: int = STEPS) -> Array:
        """Return the theta of the fit under each row of weights, (k, width), if ``steps`` reach."""
        starts, task = self.nearby.starts(weights), self.nearby.task(weights)
        return descend_by(
            self.loss, starts, task, self.around, TOLERANCE, steps, leaving="crawling"
        )


def distinct(weights: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return the rows of weights that differ, and which of them each row is.

    Few blocks are drawn in few ways: six in 462.
    """
    places: dict[bytes, int] = {}
    which = np.array([places.setdefault(row.tobytes(), len(places)) for row in weights], np.intp)
    _, first = np.unique(which, return_index=True)
    return weights[first], which


def _labels(points: Points, blocks: Blocks) -> NDArray[np.intp] | None:
    if blocks is None:
        return None
    given = points.N if isinstance(blocks, str) else np.asarray(blocks)
    if given.shape != points.N.shape:
        raise ValueError(f"{len(given)} block labels for {len(points)} points; give one for each")
    return np.unique(given, return_inverse=True)[1]


@dataclass(frozen=True, slots=True)
class _Levels:
    """The runs sorted by one quantity, and where each of its values begins."""

    order: NDArray[np.intp]
    begins: NDArray[np.intp]
    sizes: NDArray[np.intp]
    """How many runs share each value, rising."""

    @classmethod
    def of(cls, column: Array) -> "_Levels":
        _, level = np.unique(column, return_inverse=True)
        order = np.argsort(level, kind="stable")
        begins = np.flatnonzero(np.diff(level[order], prepend=-1))
        return cls(order, begins, np.sort(np.bincount(level)))

    def reached(self, fewest: int, weights: Array, runs: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which draws, of so many different runs each, hold ``fewest`` values or more."""
        enough = np.asarray(runs > self.sizes[len(self.sizes) - fewest + 1 :].sum())
        unsure = ~enough
        counts = np.add.reduceat(weights[unsure][:, self.order], self.begins, axis=1)
        enough[unsure] = (counts > 0).sum(1) >= fewest
        return enough
