"""What the lab tells."""

import math
from typing import ClassVar, Literal

from labs.contract import Event

Source = Literal["formula", "recorded", "simulated"]


class CostedEvent(Event):
    """An event that also says what it cost the machine, which is never twice the same.

    Two of them are equal if they differ in nothing but their costs.
    """

    costs: ClassVar[frozenset[str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.model_dump(exclude=set(self.costs)) == other.model_dump(exclude=set(self.costs))

    def __hash__(self) -> int:
        return hash(repr(self.model_dump(exclude=set(self.costs))))


ACROSS, COLUMN, TALLEST = 1000, 14, 140
"""The picture of a class's guesses: its width, that of a mark, and the height of the highest."""


class Estimated(Event):
    """The first setting, by the formulas."""

    model: str
    optimizer: str
    title: str
    parameters: int
    """N"""
    parameters_gib: float
    gradients_gib: float
    states_gib: float
    activations_gib: float
    sum_gib: float
    """The four categories of table 1 of the paper, added up."""
    peak_gib: float
    """The most that is there at once, by a sketch of the step."""
    keeps: str = ""
    """What the optimizer remembers between steps, in one sentence."""
    guess_gib: float = 0
    """What the visitor guessed of it; 0 for none."""


class Polled(Event):
    """What a whole class guessed of one step, and what it takes."""

    model: str
    title: str
    guesses: tuple[float, ...]
    """GiB, rising."""
    middle: float
    low: float
    high: float
    """Half of the guesses lie between these two."""
    near: int
    """How many were within a tenth of the truth."""
    truth_gib: float
    simulated: bool
    """Whether the truth was measured by a simulation, or comes from the formulas."""
    others: int = 0
    """Guesses of other settings, which are left out."""

    @property
    def marks(self) -> list[dict[str, float]]:
        """Return where each guess is drawn, stacked where several are alike."""
        heights: dict[int, int] = {}
        marks = []
        for guess in self.guesses:
            column = self._x(guess) // COLUMN
            heights[column] = heights.get(column, 0) + 1
            marks.append({"x": column * COLUMN + COLUMN // 2, "y": heights[column], "gib": guess})
        rise = min(COLUMN, TALLEST / max(heights.values(), default=1))
        return [{**each, "y": round(TALLEST + COLUMN - rise * each["y"], 1)} for each in marks]

    @property
    def truth_x(self) -> int:
        return self._x(self.truth_gib)

    @property
    def low_x(self) -> int:
        return self._x(self.low)

    @property
    def spread(self) -> int:
        """The width of the middle half."""
        return max(2, self._x(self.high) - self._x(self.low))

    @property
    def ticks(self) -> list[dict[str, float]]:
        """Return round numbers of GiB to tell the scale by, and where they stand."""
        apart = 10 ** math.floor(math.log10(self._most / 2))
        apart *= next(each for each in (5, 2, 1) if each * apart <= self._most / 2)
        count = int(self._most / apart)
        return [{"x": self._x(apart * k), "gib": apart * k} for k in range(count + 1)]

    @property
    def _most(self) -> float:
        return 1.05 * max(*self.guesses, self.truth_gib)

    def _x(self, gib: float) -> int:
        return round(ACROSS * gib / self._most)


class Termed(Event):
    """One term of the formulas."""

    gathers = True
    category: str
    name: str
    gib: float
    formula: str
    why: str


class Simulated(CostedEvent):
    """One step of the first setting, followed op by op."""

    costs = frozenset({"cpu_seconds", "rss_mb"})
    model: str
    optimizer: str
    title: str
    source: Source = "simulated"
    parameters_gib: float
    gradients_gib: float
    states_gib: float
    activations_gib: float
    recomputed_gib: float
    rest_gib: float
    sum_gib: float
    peak_gib: float
    peak_op: str
    peak_place: str
    peak_phase: str
    ops: int
    cpu_seconds: float
    rss_mb: float


class Unfolded(Event):
    """A step's memory, moment by moment. All columns are of equal length."""

    title: str
    source: Source
    ops: int
    """How many ops the whole step has."""
    at: tuple[int, ...]
    """The number of the op."""
    op: tuple[str, ...]
    place: tuple[str, ...]
    """The part of the model."""
    phase: tuple[str, ...]
    made: tuple[str, ...]
    """The shape and type of the tensor that the op made, if it made one."""
    parameters: tuple[float, ...]
    states: tuple[float, ...]
    gradients: tuple[float, ...]
    activations: tuple[float, ...]
    recomputed: tuple[float, ...]
    rest: tuple[float, ...]
    """GiB."""
    alive: tuple[tuple[int, ...], ...] = ()
    """How many tensors of each category are alive; empty for a sketch."""

    @property
    def share(self) -> tuple[float, ...]:
        """How far the step has come, from 0 to 1."""
        return tuple(each / max(self.ops, *self.at, 1) for each in self.at)

    @property
    def total(self) -> tuple[float, ...]:
        """GiB of all categories together."""
        kinds = (self.parameters, self.states, self.gradients)
        passing = (self.activations, self.recomputed, self.rest)
        return tuple(map(sum, zip(*kinds, *passing, strict=True)))


class Opposed(Unfolded):
    """A step of the second setting, which is shown while the first one's waits for a guess."""

    named: str
    """The second setting, by all that tells it from the first."""
    peak_gib: float


class Ramped(Event):
    """Gradients alone, over one step of one setting."""

    gathers = True
    side: Literal["first", "second"]
    title: str
    source: Source
    share: tuple[float, ...]
    """How far the step has come, from 0 to 1."""
    gib: tuple[float, ...]
    peak_gib: float
    top_gib: float
    """The larger of both settings' peaks: what the strips are drawn to."""


class Paired(Event):
    """The two settings that stand side by side."""

    left: str
    right: str
    left_sum_gib: float
    right_sum_gib: float
    left_peak_gib: float
    right_peak_gib: float


class Contrasted(Event):
    """What one category takes in each of two settings, and why."""

    gathers = True
    category: str
    left_gib: float
    right_gib: float
    left: str
    right: str
    differs: bool


class Placed(Event):
    """What one optimizer would need, everything else equal."""

    gathers = True
    optimizer: str
    title: str
    sum_gib: float
    peak_gib: float
    smallest: int | None
    """The smallest card that would do, in GB as sold; None if none of those listed does."""
    fits: bool
    """Whether it fits on the chosen card."""
    on: tuple[bool, ...] = ()
    """Whether it fits on each of the cards listed."""
    chosen: bool = False
    """Whether this is the first setting."""


class Tabled(Event):
    """One cell of the paper's table 1, in GiB."""

    gathers = True
    row: str
    column: str
    paper: float
    here: float
    deviation: float
    """As a share of the paper's."""
    agrees: bool = True
    """Whether it is the paper's number to its two decimals, or within a percent of it."""
    unconfirmed: bool = False


class Trained(CostedEvent):
    """One step of one optimizer on the small model."""

    gathers = True
    costs = frozenset({"seconds", "rss_mb"})
    optimizer: str
    title: str = ""
    step: int
    loss: float
    gradients_peak_bytes: int
    states_bytes: int
    peak_bytes: int = 0
    """The most that was alive at once: weights, states, gradients, activations and the rest."""
    seconds: float = 0
    """Wall-clock time of the step."""
    rss_mb: float = 0
    """What the whole process holds after it, all optimizers together."""


class Compared(Event):
    """How far two optimizers' weights lie apart after the last step."""

    left: str
    right: str
    steps: int
    max_abs_difference: float
    exact: bool
    """Whether not one bit of the weights differs."""


class Unmoved(Event):
    """How many weights a step left as they were."""

    gathers = True
    optimizer: str
    title: str
    precision: str
    share: float
    """Of all weights, in the last step."""


class Witnessed(Event):
    """What a GPU measured beside the simulation, or that there was none."""

    device: str
    said: str
    optimizer: str = ""
    measured_bytes: int | None = None
    """``torch.cuda.max_memory_allocated`` of a step, from the second on."""
    simulated_bytes: int | None = None
    residual_bytes: int | None = None
