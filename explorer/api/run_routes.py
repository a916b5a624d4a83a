"""Runs: how they stand, what they tell, and ending one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from explorer.api.access import access_own_run, asker
from explorer.api.drawing import event_out, result_out, run_out
from explorer.api.following import MOST_EVENTS, STREAMED, answer, rows_after
from explorer.api.schemas import REFUSALS, EventOut, Limit, Offset, ResultOut, RunOut, Runs, Seq
from explorer.exports.access import result_of
from explorer.runs.hub import hub
from explorer.runs.models import Run
from explorer.runs.services import cancel_run

router = Router(tags=["runs"])


@router.get("/runs", response={200: Runs, **REFUSALS}, url_name="api_runs")
def list_runs(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> Runs:
    """List one's runs, newest first."""
    mine = Run.objects.filter(asks__guest=asker(request), part=False).order_by("-created_at", "id")
    page = [run_out(request, run) for run in mine[offset : offset + limit]]
    return Runs(runs=page, count=mine.count())


@router.get("/runs/{run_id}", response={200: RunOut, **REFUSALS}, url_name="api_run")
def read_run(request: HttpRequest, run_id: UUID) -> RunOut:
    """Say how a run stands."""
    return run_out(request, access_own_run(request, run_id))


@router.post(
    "/runs/{run_id}/cancel",
    response={200: RunOut, **REFUSALS},
    url_name="api_cancel_run",
)
def cancel(request: HttpRequest, run_id: UUID) -> RunOut:
    """Withdraw from a run. It stops when nobody else waits for it."""
    run = access_own_run(request, run_id)
    cancel_run(run, asker(request))
    run.refresh_from_db()
    return run_out(request, run)


@router.get(
    "/runs/{run_id}/events",
    response={200: list[EventOut], **REFUSALS},
    url_name="api_events",
)
def list_events(request: HttpRequest, run_id: UUID, after: Seq = 0) -> list[dict[str, Any]]:
    """Return what happened after an event, in order: at most 1,000 events at once."""
    run = access_own_run(request, run_id)
    return [event_out(row) for row in rows_after(run, after)[:MOST_EVENTS]]


@router.get(
    "/runs/{run_id}/follow",
    response={200: None, **REFUSALS},
    url_name="api_follow",
    openapi_extra=STREAMED,
)
def follow(request: HttpRequest, run_id: UUID, after: Seq = 0) -> StreamingHttpResponse:
    """Tell what happened after an event, and go on as it happens, until the run settles.

    `Last-Event-ID`, which clients of server-sent events send by themselves, counts before `after`.
    """
    run = access_own_run(request, run_id)
    return answer(request, hub.watch([run.id]), run.id, after)


@router.get(
    "/results/{run_id}",
    response={200: ResultOut, **REFUSALS},
    url_name="api_result",
    auth=None,
    tags=["results"],
)
def read_result(request: HttpRequest, run_id: UUID) -> ResultOut:
    """Return a finished run whole to whoever knows its id: what was asked, measured and told."""
    return result_out(result_of(request, run_id))
