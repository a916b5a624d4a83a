"""What visitors may do to runs: start, join and cancel them."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from explorer.accounts.models import Guest
from explorer.runs import selectors
from explorer.runs.doorbell import ring
from explorer.runs.fingerprints import fingerprint, serialise
from explorer.runs.models import LIVE, SHARED, Ask, Run
from explorer.runs.writing import announce, stop
from labs.contract import Lab, Params

LIVE_RUNS_PER_GUEST = 4


class TooManyRuns(Exception):
    """The guest has as many runs under way as one may have."""

    def __init__(self, live: int, budget: int, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            f"you have {live} runs under way, and a guest may have {budget}; "
            f"cancel one, or try again in about {retry_after_seconds} s"
        )


@transaction.atomic
def start_run(
    lab: Lab,
    params: Params,
    guest: Guest,
    *,
    again: bool = False,
    budget: int | None = LIVE_RUNS_PER_GUEST,
    room: UUID | None = None,
) -> Run:
    """Queue a run, or join the equal one that is queued, running or finished.

    ``budget`` is how many runs the guest may have under way; None sets no bound. ``room`` is
    where the guest asks as a student.

    Raises: TooManyRuns.
    """
    print_ = fingerprint(lab, params)
    serialise(print_)
    equal = Run.objects.filter(fingerprint=print_, state__in=SHARED).order_by("-repeat").first()
    if equal and _can_be_joined(equal, again=again):
        _ask(equal, guest)
        return equal
    if budget is not None:
        _refuse_over(budget, guest, lab)
    run = Run.objects.create(
        lab_slug=lab.slug,
        lab_version=lab.version,
        params=params.model_dump(mode="json"),
        seed=params.seed,
        fingerprint=print_,
        repeat=equal.repeat + 1 if equal else 0,
        queue=selectors.queue_for(lab),
        room=room,
        created_at=Now(),
        rung_at=Now(),
    )
    _ask(run, guest)
    transaction.on_commit(lambda: ring(run))
    return run


def _can_be_joined(equal: Run, *, again: bool) -> bool:
    if equal.settled:
        return not again
    return equal.cancel_requested_at is None


def _refuse_over(budget: int, guest: Guest, lab: Lab) -> None:
    """Count the guest's runs, one transaction at a time. Raises: TooManyRuns."""
    Guest.objects.select_for_update(no_key=True).get(id=guest.id)
    live = Run.objects.filter(asks__guest=guest, asks__withdrawn_at=None, state__in=LIVE).count()
    if live >= budget:
        raise TooManyRuns(live, budget, selectors.seconds_until_free(lab))


def _ask(run: Run, guest: Guest) -> None:
    Ask.objects.update_or_create(
        run=run, guest=guest, defaults={"withdrawn_at": None}, create_defaults={"asked_at": Now()}
    )


@transaction.atomic
def cancel_run(run: Run, guest: Guest) -> None:
    """Withdraw the guest; when nobody else waits for the run, stop it."""
    run = Run.objects.select_for_update().get(id=run.id)
    Ask.objects.filter(run=run, guest=guest).update(withdrawn_at=Now())
    if run.settled or run.asks.filter(withdrawn_at=None).exists():
        return
    stop(run)
    announce()
