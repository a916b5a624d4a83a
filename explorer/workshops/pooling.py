"""One experiment of a whole class: each student's part, what they bet, and what comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from explorer.catalog.pages import LabPage, Shown
from explorer.runs.models import NotShown, Run
from explorer.runs.selectors import recorded_events
from explorer.runs.stage import partial
from explorer.workshops.aliases import alias
from explorer.workshops.models import Bet, Room, Seat, SeatRun
from explorer.workshops.plans import Step
from explorer.workshops.steps import held_out
from explorer.workshops.wall_pages import name_of
from labs.contract import Event, HeldOut, Lab
from labs.registry import labs

REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Rank:
    """One bet, and how far it was off."""

    place: int
    name: str
    value: float
    off: float
    own: bool


@dataclass(frozen=True)
class PoolPage:
    """``workshops/pool.html``."""

    room: Room
    number: int
    seat: Seat | None = None
    """Who looks, where it is a student."""

    @property
    def step(self) -> Step:
        return self.room.step(self.number)

    @property
    def lab(self) -> Lab:
        return self.step.its_lab

    @property
    def pooled(self) -> "Pooled":
        """What comes out of the newest run of each student; equal runs count for each of them."""
        runs = SeatRun.objects.filter(seat__room=self.room, step=self.number, run__last_seq__gt=0)
        newest = runs.order_by("seat_id", "-started_at", "-id").distinct("seat_id")
        told = newest.values_list("run_id", "run__last_seq")
        return _pooled(_PoolOf(self.step.lab, tuple(sorted(told))))

    @property
    def lab_page(self) -> LabPage:
        """The stage of the whole class: the lab's own panels."""
        return LabPage(self.lab, self.step.params(), Shown(self.pooled.events))

    @property
    def panels(self) -> Sequence[Any]:
        """The panels that the class's experiment draws something in."""
        there = {event.word() for event in self.pooled.events}
        return [
            each
            for each in self.lab_page.stage.panels
            if there & {event.word() for event in each.panel.draws}
        ]

    @property
    def students(self) -> int:
        runs = SeatRun.objects.filter(seat__room=self.room, step=self.number)
        return runs.values("seat").distinct().count()

    @property
    def held_out(self) -> HeldOut | None:
        return held_out(self.step)

    @property
    def revealed(self) -> bool:
        return self.number in self.room.revealed

    @property
    def bets(self) -> Sequence[Bet]:
        found = Bet.objects.filter(seat__room=self.room, step=self.number)
        return list(found.select_related("seat"))

    @property
    def ranks(self) -> list[Rank]:
        """The bets, the nearest first; equal ones share a place."""
        asked = self.held_out
        if asked is None or not self.revealed:
            return []
        bets = sorted(self.bets, key=lambda bet: (abs(bet.value - asked.measured), bet.seat.number))
        offs = [abs(bet.value - asked.measured) for bet in bets]
        return [
            Rank(
                place=1 + offs.index(off),
                name=self._name(bet.seat),
                value=bet.value,
                off=bet.value - asked.measured,
                own=bet.seat == self.seat,
            )
            for bet, off in zip(bets, offs, strict=True)
        ]

    def _name(self, seat: Seat) -> str:
        """Students know each other here by aliases only."""
        return name_of(self.room, seat) if self.seat is None else alias(seat)


@dataclass(frozen=True)
class Pooled:
    events: tuple[Event, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class _PoolOf:
    """What decides how a class's experiment looks: what each of its runs has told."""

    slug: str
    told: tuple[tuple[UUID, int], ...]


@lru_cache(maxsize=REMEMBERED)
def _pooled(of: _PoolOf) -> Pooled:
    runs = Run.objects.in_bulk([run_id for run_id, _ in of.told])
    try:
        told = {run.id: recorded_events(run) for run in runs.values()}
        pool = labs()[of.slug].pool
        events = [told[run_id] for run_id, _ in of.told if run_id in told]
        return Pooled(tuple(pool(events)) if pool and events else ())
    except (NotShown, ValueError) as reason:
        return Pooled(trouble=str(reason))


def drawn_pool(page: PoolPage) -> dict[str, str]:
    """Draw the parts of the page that change, as the room is now."""
    page.room.refresh_from_db()
    parts = {
        "pool-summary": "workshops/pool_summary.html",
        "pool-bets": "workshops/pool_bets.html",
        "pool-stage": "workshops/pool_stage.html",
    }
    return {target: partial(target, template, {"page": page}) for target, template in parts.items()}
