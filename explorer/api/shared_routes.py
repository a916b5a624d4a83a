"""What a link lets a program do: read, follow and take along what it shows, and fork it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Status

from explorer.api.access import asker
from explorer.api.drawing import event_out, experiment_out, result_out, shared_out, shared_run_out
from explorer.api.following import MOST_EVENTS, STREAMED, answer, rows_after
from explorer.api.schemas import (
    FULL,
    REFUSALS,
    EventOut,
    ExperimentOut,
    ForkIn,
    Number,
    ResultOut,
    Seq,
    SharedOut,
    SharedRunOut,
)
from explorer.experiments.access import access_share, access_shared_run
from explorer.experiments.services import fork
from explorer.experiments.standing import standing
from explorer.exports.access import result_through

router = Router(tags=["links"])
CREATED = 201


@router.get(
    "/shared/{token}", response={200: SharedOut, **REFUSALS}, url_name="api_shared", auth=None
)
def read_shared(request: HttpRequest, token: str) -> SharedOut:
    """Return what a link shows: title, notes, tags, and how each run stands.

    A link that was withdrawn, has run out or never was is answered 404, one like the other.
    """
    return shared_out(request, access_share(token), token)


@router.get(
    "/shared/{token}/runs/{number}",
    response={200: SharedRunOut, **REFUSALS},
    url_name="api_shared_run",
    auth=None,
)
def read_shared_run(request: HttpRequest, token: str, number: Number) -> SharedRunOut:
    """Say how one run of a shared experiment stands, and where its files are."""
    return shared_run_out(request, token, access_shared_run(access_share(token), number))


@router.get(
    "/shared/{token}/runs/{number}/events",
    response={200: list[EventOut], **REFUSALS},
    url_name="api_shared_events",
    auth=None,
)
def list_shared_events(
    request: HttpRequest, token: str, number: Number, after: Seq = 0
) -> list[dict[str, Any]]:
    """Return what happened in a shared run after an event: at most 1,000 events at once."""
    run = access_shared_run(access_share(token), number).run
    return [event_out(row) for row in rows_after(run, after)[:MOST_EVENTS]]


@router.get(
    "/shared/{token}/runs/{number}/follow",
    response={200: None, **REFUSALS},
    url_name="api_shared_follow",
    auth=None,
    openapi_extra=STREAMED,
)
def follow_shared(
    request: HttpRequest, token: str, number: Number, after: Seq = 0
) -> StreamingHttpResponse:
    """Tell what happened in a shared run, and go on as it happens, as long as the link stands.

    `closed` ends the stream of a link that was withdrawn or has run out.
    """
    share = access_share(token)
    run_id: UUID = access_shared_run(share, number).run_id
    return answer(request, standing.watch(share.id, run_id), run_id, after)


@router.get(
    "/shared/{token}/runs/{number}/result",
    response={200: ResultOut, **REFUSALS},
    url_name="api_shared_result",
    auth=None,
)
def read_shared_result(request: HttpRequest, token: str, number: Number) -> ResultOut:
    """Return a finished run whole: what was asked, measured and told."""
    return result_out(result_through(request, token, number))


@router.post("/shared/{token}/fork", response={CREATED: ExperimentOut, **FULL}, url_name="api_fork")
def fork_shared(request: HttpRequest, token: str, asked: ForkIn) -> Status[ExperimentOut]:
    """Make an experiment of one's own with the runs that a link shows."""
    share = access_share(token)
    original = access_shared_run(share, asked.run).run
    return Status(CREATED, experiment_out(fork(share, original, asker(request))))
