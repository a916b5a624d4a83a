"""The only ways from a request to a result that leaves the site."""

from uuid import UUID

from django.http import Http404, HttpRequest

from explorer.experiments.access import access_share, access_shared_run
from explorer.exports.addresses import place_of, place_through, root, shown_at
from explorer.exports.result import Result
from explorer.runs.access import access_result
from explorer.runs.models import RunState


def result_of(request: HttpRequest, run_id: UUID) -> Result:
    """Return a result to whoever knows its id. Raises: Http404."""
    run = access_result(run_id)
    return Result(run, place_of(root(request), run.id))


def result_through(request: HttpRequest, token: str, number: int | None) -> Result:
    """Return a result to whoever holds a link to its experiment. Raises: Http404."""
    kept = access_shared_run(access_share(token), number)
    if kept.run.state != RunState.FINISHED:
        raise Http404("no such result")
    return Result(kept.run, place_through(root(request), token, kept.number))


def result_at(request: HttpRequest, url: str) -> Result:
    """Return the result that an address of this site shows. Raises: Http404."""
    shown = shown_at(request.get_host(), url)
    if shown is None:
        raise Http404("no such result")
    if shown.run_id:
        return result_of(request, shown.run_id)
    return result_through(request, shown.token, shown.number)
