"""What visitors may do to runs: start, join and cancel them."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from explorer.accounts.models import Guest, User
from explorer.runs import selectors
from explorer.runs.budgets import USUAL, Budget, TooManyRuns, refuse_over
from explorer.runs.doorbell import ring
from explorer.runs.fingerprints import fingerprint, likeness, serialise
from explorer.runs.line import newcomer_waits_seconds
from explorer.runs.models import GUESTS, SHARED, USER, Ask, Run
from explorer.runs.writing import announce, stop
from explorer.upsert import upsert
from labs.contract import Lab, Params

__all__ = ["PATIENCE_SECONDS", "TooManyRuns", "cancel_run", "party_of", "start_run"]

PATIENCE_SECONDS = 30
"""A student who would wait longer than this is given a kept result, where there is one."""


@transaction.atomic
def start_run(
    lab: Lab,
    params: Params,
    guest: Guest,
    *,
    again: bool = False,
    budget: Budget | None = USUAL,
    room: UUID | None = None,
) -> Run:
    """Queue a run, or join the equal one that is queued, running or finished.

    ``budget`` bounds what the guest may have; None sets no bound. ``room`` is where the guest
    asks as a student: if its runs would wait too long, one that differs in the seed at most, or
    that should have been repeated, is given instead, and the guest's ``Ask`` says so.

    Raises: TooManyRuns.
    """
    print_, party = fingerprint(lab, params), party_of(guest, room)
    serialise(print_)
    equal = Run.objects.filter(fingerprint=print_, state__in=SHARED).order_by("-repeat").first()
    if equal and _can_be_joined(equal, again=again):
        _ask(equal, guest, party)
        return equal
    if room and (kept := _kept_instead(lab, params, party)):
        _ask(kept, guest, party, instead=True)
        return kept
    if budget is not None:
        refuse_over(budget, guest, lab, room)
    run = Run.objects.create(
        lab_slug=lab.slug,
        lab_version=lab.version,
        params=params.model_dump(mode="json"),
        seed=params.seed,
        fingerprint=print_,
        likeness=likeness(lab, params),
        repeat=equal.repeat + 1 if equal else 0,
        queue=selectors.queue_for(lab),
        room=room,
        created_at=Now(),
        rung_at=Now(),
    )
    _ask(run, guest, party, pays=True)
    transaction.on_commit(lambda: ring(run))
    return run


def party_of(guest: Guest, room: UUID | None) -> str:
    """Return whom a guest takes turns with: a room, nobody but oneself, or all guests."""
    if room:
        return room_party(room)
    has_account = User.objects.filter(guest=guest).exists()
    return f"{USER}{guest.id.hex}" if has_account else GUESTS


def room_party(room: UUID) -> str:
    return f"room {room.hex}"


def _can_be_joined(equal: Run, *, again: bool) -> bool:
    if equal.settled:
        return not again
    return equal.cancel_requested_at is None


def _kept_instead(lab: Lab, params: Params, party: str) -> Run | None:
    """Return a result for one who would wait too long for a new one, if there is one."""
    kept = selectors.like_run(lab, params)
    if kept and newcomer_waits_seconds(selectors.queue_for(lab), party) > PATIENCE_SECONDS:
        return kept
    return None


def _ask(run: Run, guest: Guest, party: str, *, pays: bool = False, instead: bool = False) -> None:
    ask = Ask(run=run, guest=guest, party=party, pays=pays, asked_at=Now(), instead=instead)
    upsert(ask, by=("run", "guest"), anew=("withdrawn_at", "party", "instead"))


@transaction.atomic
def cancel_run(run: Run, guest: Guest) -> None:
    """Withdraw the guest; when nobody else waits for the run, stop it."""
    run = Run.objects.select_for_update().get(id=run.id)
    Ask.objects.filter(run=run, guest=guest).update(withdrawn_at=Now())
    if run.settled or run.asks.filter(withdrawn_at=None).exists():
        return
    stop(run)
    announce()
