"""What one may ask of the workers: runs under way, and seconds of a worker in a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.conf import settings
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Extract, Greatest, Now

from explorer.accounts.models import Guest
from explorer.runs import selectors
from explorer.runs.models import LIVE, Run
from explorer.runs.spans import span
from explorer.runs.writing import database_time
from labs.contract import Lab

DAY = timedelta(days=1)


class TooManyRuns(Exception):
    """The guest or the room has used up what one may; the message says when there is more."""

    def __init__(self, said: str, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(said)


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds for one guest, also in a room; there the seconds are the whole room's."""

    live: int
    """How many runs one may have under way: 1 computed and 3 that wait, for a guest."""
    guest_seconds: float
    room_seconds: float


USUAL = Budget(
    live=4, guest_seconds=settings.GUEST_SECONDS_A_DAY, room_seconds=settings.ROOM_SECONDS_A_DAY
)


def refuse_over(budget: Budget, guest: Guest, lab: Lab, room: UUID | None) -> None:
    """Count what a guest asked for, one transaction at a time. Raises: TooManyRuns."""
    Guest.objects.select_for_update(no_key=True).get(id=guest.id)
    live = Run.objects.filter(asks__guest=guest, asks__withdrawn_at=None, state__in=LIVE).count()
    if live >= budget.live:
        seconds = max(1, round(selectors.usual_seconds(lab.slug)))
        raise TooManyRuns(
            f"you have {live} runs under way, and a guest may have {budget.live}; "
            f"cancel one, or try again in {span(seconds)}",
            seconds,
        )
    if room:
        _refuse_spent(Run.objects.filter(room=room), budget.room_seconds, "this room has")
    else:
        own = Run.objects.filter(room=None, asks__guest=guest, asks__pays=True)
        _refuse_spent(own, budget.guest_seconds, "you have")


def _refuse_spent(runs: QuerySet[Run], allowed: float, who: str) -> None:
    now = database_time()
    spent = _spent_lately(runs, now)
    used = sum(seconds for _, seconds in spent)
    if used < allowed:
        return
    seconds = ceil((_free_again(spent, used - allowed) - now).total_seconds())
    raise TooManyRuns(
        f"{who} used {span(used)} of computing within a day, and {span(allowed)} is the most; "
        f"what was computed already can still be opened, and new runs can be started in "
        f"{span(seconds)}",
        max(1, seconds),
    )


def _spent_lately(runs: QuerySet[Run], now: datetime) -> list[tuple[datetime, float]]:
    """Return when runs of the last day began, oldest first, and what each took of the workers."""
    elapsed = Extract(Coalesce("settled_at", Now()) - F("started_at"), "epoch")
    seconds = Greatest(
        Cast(elapsed, FloatField()), Coalesce("cpu_seconds", Value(0.0)), output_field=FloatField()
    )
    lately = runs.filter(part=False, started_at__gt=now - DAY).order_by("started_at")
    rows = lately.annotate(seconds=seconds).values_list("started_at", "seconds")
    return [(began, took) for began, took in rows if began]


def _free_again(spent: list[tuple[datetime, float]], excess: float) -> datetime:
    """Return when enough of what was spent will be more than a day ago."""
    for began, seconds in spent:
        excess -= seconds
        if excess < 0:
            return began + DAY
    return spent[-1][0] + DAY
