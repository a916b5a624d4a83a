"""How a class stands: one line of facts for each student, read all at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from explorer.runs.models import Run, RunEvent, RunState
from explorer.workshops.aliases import alias
from explorer.workshops.models import Answer, Bet, Room, Seat, SeatRun, SeatState
from explorer.workshops.selectors import step_of

STUCK_SECONDS = 180
"""Whoever has done nothing for so long is likely stuck."""
HEATS = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """What the wall says of one student."""

    number: int
    name: str
    step: int
    state: str
    """asked, idle, answered, queued, running, finished, failed or cancelled"""
    percent: int = 0
    run_id: UUID | None = None
    holds: int = 0
    fails: int = 0
    pinned: bool = False
    heat: int = 0
    """How long nothing was done, from 0 to 4."""
    shows: str = ""
    """asked or agreed, where the class may see the result"""
    spotlit: bool = False

    @property
    def id(self) -> str:
        return f"tile-{self.number}"

    @property
    def at(self) -> str:
        """What decides when its picture is drawn anew: a run under way, every fifth of it."""
        return f"{self.run_id}.{self.state}.{self.percent // 20}"

    @property
    def claims(self) -> int:
        """How many claims the run has measured."""
        return self.holds + self.fails

    @property
    def show_words(self) -> str:
        """What the teacher may do about showing the result."""
        if self.spotlit:
            return "Take down"
        return {"agreed": "Show", "asked": "Asked"}.get(self.shows, "Ask to show")

    @property
    def heat_words(self) -> str:
        if not self.heat:
            return "at work"
        minutes = self.heat * STUCK_SECONDS / HEATS / 60
        return f"nothing for {minutes:g} min{'' if self.heat < HEATS else ' or more'}"

    @property
    def words(self) -> str:
        match self.state:
            case "running":
                return f"running, {self.percent} %"
            case "queued":
                return "waiting for a worker"
            case "finished":
                return "kept"
            case "idle":
                return "reading"
        return self.state


def tiles(room: Room) -> list[Tile]:
    """Return a line for everybody who is in, or asks to be: pinned first, then by seat."""
    seats = list(room.seats.filter(state__in=(SeatState.IN, SeatState.ASKED)).order_by("number"))
    facts = Facts.of(room, seats)
    drawn = [facts.tile(seat) for seat in seats]
    return sorted(drawn, key=lambda each: not each.pinned)


@dataclass(frozen=True)
class Facts:
    room: Room
    runs: Mapping[UUID, Run]
    """The newest run of each seat at the step where it is."""
    progress: Mapping[UUID, float]
    verdicts: Mapping[UUID, tuple[int, int]]
    answered: frozenset[tuple[UUID, int]]

    @classmethod
    def of(cls, room: Room, seats: Iterable[Seat]) -> "Facts":
        asked = SeatRun.objects.filter(seat__room=room).order_by("started_at", "id")
        newest = {
            (seat, step): run for seat, step, run in asked.values_list("seat_id", "step", "run_id")
        }
        shown = {
            seat.id: run for seat in seats if (run := newest.get((seat.id, step_of(seat, room))))
        }
        # Most of a class may wait for one run: it is read once.
        runs = Run.objects.only("lab_slug", "state").in_bulk(shown.values())
        answers = Answer.objects.filter(seat__room=room).values_list("seat_id", "step")
        bets = Bet.objects.filter(seat__room=room).values_list("seat_id", "step")
        return cls(
            room, {seat: runs[run] for seat, run in shown.items()}, _progress(runs.values()),
            _verdicts(runs), frozenset(answers) | frozenset(bets),
        )  # fmt: skip

    def tile(self, seat: Seat) -> Tile:
        step = step_of(seat, self.room)
        run = self.runs.get(seat.id)
        holds, fails = self.verdicts.get(run.id, (0, 0)) if run else (0, 0)
        return Tile(
            number=seat.number,
            name=alias(seat) if self.room.anonymous else seat.nickname,
            step=step,
            state=self._state(seat, step, run),
            percent=round(100 * self.progress.get(run.id, 0)) if run else 0,
            run_id=run.id if run else None,
            holds=holds,
            fails=fails,
            pinned=seat.pinned,
            heat=0 if run and not run.settled else heat(seat),
            shows="agreed" if seat.show_agreed_at else "asked" if seat.show_asked_at else "",
            spotlit=seat.id == self.room.spotlight_id,
        )

    def _state(self, seat: Seat, step: int, run: Run | None) -> str:
        if seat.state == SeatState.ASKED:
            return "asked"
        if run:
            return run.state
        return "answered" if (seat.id, step) in self.answered else "idle"


def heat(seat: Seat) -> int:
    """Return how long a student has done nothing, in four steps up to three minutes."""
    still = (timezone.now() - seat.moved_at).total_seconds()
    return max(0, min(HEATS, int(HEATS * still / STUCK_SECONDS)))


def _progress(runs: Iterable[Run]) -> dict[UUID, float]:
    running = [run.id for run in runs if run.state == RunState.RUNNING]
    newest = RunEvent.objects.filter(run_id__in=running, name="progress", superseded=False)
    rows = newest.order_by("run_id", "-seq").distinct("run_id").values_list("run_id", "data")
    return {run_id: float(data.get("fraction", 0)) for run_id, data in rows}


def _verdicts(runs: Mapping[UUID, Run]) -> dict[UUID, tuple[int, int]]:
    """Return how many claims of each run hold, and how many do not."""
    told = RunEvent.objects.filter(run_id__in=runs, name="claimed", superseded=False)
    newest: dict[tuple[UUID, str], float] = {}
    for run_id, data in told.order_by("seq").values_list("run_id", "data"):
        newest[run_id, data["claim"]] = data["measured"]
    counted: dict[UUID, tuple[int, int]] = {}
    for (run_id, slug), measured in newest.items():
        holds, fails = counted.get(run_id, (0, 0))
        stands = _stands(runs[run_id], slug, measured)
        counted[run_id] = (holds + stands, fails + (not stands))
    return counted


def _stands(run: Run, slug: str, measured: float) -> bool:
    claim = next((each for each in run.lab.claims if each.slug == slug), None)
    return claim is not None and claim.verdict(measured) != "not reproduced"
