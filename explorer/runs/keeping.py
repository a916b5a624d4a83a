"""Who holds on to a run: asking for it without waiting for it, and letting go of it for good."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from explorer.accounts.models import Guest
from explorer.runs.fingerprints import serialise
from explorer.runs.forgetting import forget_parts, forget_unneeded
from explorer.runs.models import GUESTS, Ask, Run, RunState
from explorer.runs.services import room_party
from explorer.runs.writing import announce, settle_run


@transaction.atomic
def ask_quietly(run: Run, guest: Guest) -> None:
    """Let a guest see a run and hold on to it, without waiting for it to end."""
    serialise(run.fingerprint)
    Ask.objects.get_or_create(
        run=run, guest=guest, defaults={"asked_at": Now(), "withdrawn_at": Now()}
    )


def let_go(guest: Guest) -> None:
    """Withdraw all that a guest ever asked for; delete, for good, what nobody else asks for.

    With a run go its events, its parts, its artifacts and the uploads that no other run names.
    """
    let_go_of_runs(guest, guest.asks.values_list("run_id", flat=True))


def let_go_of_runs(guest: Guest, run_ids: Iterable[UUID]) -> None:
    """Withdraw some of what a guest asked for, and delete what nobody else asks for."""
    run_ids = list(run_ids)
    used = [sha256 for run_id in run_ids for sha256 in _let_go_of(run_id, guest)]
    forget_parts()
    for sha256 in used:
        forget_unneeded(sha256)


@transaction.atomic
def _let_go_of(run_id: UUID, guest: Guest) -> set[str]:
    """Return the names of what a run that is now deleted used and kept."""
    print_ = Run.objects.filter(id=run_id).values_list("fingerprint", flat=True).first()
    serialise(print_ or "0")
    run = Run.objects.select_for_update().filter(id=run_id).first()
    Ask.objects.filter(run_id=run_id, guest=guest).delete()
    if run is None or run.asks.exists():
        return set()
    if not run.settled:
        settle_run(run, RunState.CANCELLED)  # and so no part is computed for it any more
        announce()
    used = {value for value in run.params.values() if isinstance(value, str)}
    kept = set(run.artifacts.values_list("blob_id", flat=True))
    run.delete()
    return used | kept


@transaction.atomic
def forget_room(room: UUID) -> None:
    """Leave no word of a room that is deleted with the runs that others go on to keep."""
    Ask.objects.filter(party=room_party(room)).update(party=GUESTS, pays=False)
    Run.objects.filter(room=room).update(room=None)
