"""The only ways from a request to a run. What you may not see does not exist."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from explorer.accounts.cookies import guest_id
from explorer.runs.models import Run, RunState


def access_run(request: HttpRequest, run_id: UUID) -> Run:
    """Return a run that this guest asked for. Raises: Http404."""
    guest = guest_id(request)
    # Without a guest, the filter would find the runs that nobody asked for.
    run = Run.objects.filter(id=run_id, asks__guest=guest).first() if guest else None
    if run is None:
        raise Http404("no such run")
    return run


def access_result(run_id: UUID) -> Run:
    """Return a finished run to whoever holds its unguessable id. Raises: Http404."""
    run = Run.objects.filter(id=run_id, state=RunState.FINISHED, part=False).first()
    if run is None:
        raise Http404("no such result")
    return run


def access_any(request: HttpRequest, run_id: UUID) -> Run:
    """Return a run that this guest asked for, or a finished one. Raises: Http404."""
    run = visible_runs(guest_id(request), [run_id]).first()
    if run is None:
        raise Http404("no such run")
    return run


def access_stream(request: HttpRequest, run_ids: list[UUID]) -> None:
    """Let a page follow runs that its guest asked for, and finished ones. Raises: Http404."""
    if visible_runs(guest_id(request), run_ids).count() < len(run_ids):
        raise Http404("no such stream")


def visible_runs(guest: UUID | None, run_ids: Collection[UUID]) -> QuerySet[Run]:
    """Return those of the runs that a guest asked for, or that are finished."""
    mine = Q(asks__guest=guest) if guest else Q(pk__in=())
    seen = Run.objects.filter(mine | Q(state=RunState.FINISHED), id__in=run_ids, part=False)
    return seen.distinct()
