"""Who comes next: parties take turns, and within a party those who ask.

A party is a room, a user, or all guests together. The one with the fewest runs under way comes
first, and of equals the one that was served longest ago; the same rule holds for those who ask
within a party. So a thousand runs of one room keep another waiting for one of them at most.

A run that was begun, and lost its worker, goes on before all others. A guest has one run under way,
in a room too; the others are held back until it ends, so that there is a worker for everybody else.
"""

import heapq
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from explorer.runs import selectors
from explorer.runs.models import GUESTS, USER, Run, RunState

LINE = """
WITH live AS (
    SELECT run.id, run.lab_slug, run.state, run.fence, run.created_at, ask.guest_id,
           coalesce(ask.party, %(guests)s) AS party
    FROM runs_run run
    LEFT JOIN runs_ask ask ON ask.run_id = run.id AND ask.withdrawn_at IS NULL
    WHERE run.queue = %(queue)s AND run.state IN ('queued', 'running') AND NOT run.part
), turns AS (
    SELECT *, row_number() OVER (
        PARTITION BY party, guest_id ORDER BY state = 'queued', created_at, id
    ) AS turn
    FROM live
), askers AS (
    SELECT party, guest_id, (
        SELECT max(served_at) FROM runs_ask
        WHERE runs_ask.party = each.party AND runs_ask.guest_id = each.guest_id
    ) AS served
    FROM (SELECT DISTINCT party, guest_id FROM live WHERE state = 'queued') each
), parties AS (
    SELECT party, (SELECT max(served_at) FROM runs_ask WHERE runs_ask.party = each.party) AS served
    FROM (SELECT DISTINCT party FROM live WHERE state = 'queued') each
), once AS (
    SELECT DISTINCT ON (party, id) turns.*, askers.served
    FROM turns LEFT JOIN askers USING (party, guest_id)
    ORDER BY party, id, turn, served NULLS FIRST
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY party ORDER BY state = 'queued', turn, served NULLS FIRST, created_at, id
    ) AS party_turn
    FROM once
), waiting AS (
    SELECT DISTINCT ON (id) ranked.*, parties.served AS party_served,
           NOT starts_with(party, %(user)s) AND turn > 1 AS held,
           party = %(guests)s AND party_turn > 1 AS after_others
    FROM ranked JOIN parties USING (party)
    WHERE state = 'queued'
    ORDER BY id, held, party_turn, after_others, party_served NULLS FIRST
)
SELECT id, lab_slug, party, party_turn, held FROM waiting
ORDER BY fence = 0, party_turn, after_others, party_served NULLS FIRST, created_at, id
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued run at its place in the line."""

    run_id: UUID
    lab_slug: str
    party: str
    party_turn: int
    """The how-manieth of its party's runs it would be, those under way included."""
    held: bool
    """Whether its guest has another run that must end first."""


@dataclass(frozen=True, slots=True)
class Place:
    """What can be said to one who waits."""

    ahead: int
    seconds: float
    held: bool = False
    awake: bool = True
    """Whether any worker of its queue was heard of lately."""

    @property
    def eta_seconds(self) -> int:
        """The wait in whole seconds; from ten on, in fives or thirties: no more is known."""
        step = 1 if self.seconds < 10 else 5 if self.seconds < 120 else 30
        return round(self.seconds / step) * step


def line(queue: str) -> list[Waiting]:
    """Return the runs that wait in a queue, in the order in which workers would take them now."""
    with connection.cursor() as cursor:
        cursor.execute(LINE, {"queue": queue, "guests": GUESTS, "user": USER})
        return [Waiting(*row) for row in cursor.fetchall()]


def is_to_wait(run_id: UUID) -> bool:
    """Return whether a run is queued and no part: its turn comes by the line alone."""
    return Run.objects.filter(id=run_id, state=RunState.QUEUED, part=False).exists()


def places(queue: str) -> dict[UUID, Place]:
    """Return how many are ahead of each run that waits, and for about how long they will be."""
    waiting = line(queue)
    if not waiting:
        return {}
    slots = _Slots(queue)
    return {
        each.run_id: Place(ahead, slots.take(each.lab_slug), each.held, slots.awake)
        for ahead, each in enumerate(waiting)
    }


def place_of(run: Run) -> Place:
    """Return where a queued run stands; in front, if it was taken meanwhile."""
    return places(run.queue).get(run.id, Place(0, 0))


def newcomer_waits_seconds(queue: str, party: str) -> float:
    """Return about how long a run would wait that one of a party queued now."""
    waiting = line(queue)
    turn = max((each.party_turn for each in waiting if each.party == party), default=0) + 1
    slots = _Slots(queue)
    for each in waiting:
        if each.party_turn <= turn:
            slots.take(each.lab_slug)
    return slots.soonest


class _Slots:
    """When each process of a queue will be free, if labs take as long as they usually do."""

    def __init__(self, queue: str) -> None:
        self._usual: dict[tuple[str, bool], float] = {}
        under_way = [
            max(self._takes(lab_slug, part=part) - elapsed, 0)
            for lab_slug, part, elapsed in _under_way(queue)
        ]
        processes = selectors.workers_awake(queue)
        self.awake = processes > 0
        self._free = [*under_way, *[0.0] * (processes - len(under_way))] or [0.0]
        heapq.heapify(self._free)

    @property
    def soonest(self) -> float:
        return self._free[0]

    def take(self, lab_slug: str) -> float:
        """Give the slot that is free first to a run; return in how many seconds that is."""
        begins = self.soonest
        heapq.heapreplace(self._free, begins + self._takes(lab_slug))
        return begins

    def _takes(self, lab_slug: str, *, part: bool = False) -> float:
        asked = (lab_slug, part)
        if asked not in self._usual:
            self._usual[asked] = selectors.usual_seconds(lab_slug, part=part)
        return self._usual[asked]


def _under_way(queue: str) -> list[tuple[str, bool, float]]:
    """Return what each process holds now: a run's lab, or a part's, and since how many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lab_slug, bool_and(part), extract(epoch FROM now() - min(started_at))::float"
            " FROM runs_run WHERE queue = %s AND state = 'running' GROUP BY lease_owner, lab_slug",
            [queue],
        )
        found: list[Any] = cursor.fetchall()
    return found
