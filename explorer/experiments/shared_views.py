"""What the holder of a link may do: read, follow a run that is under way, and fork."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from explorer.accounts.cookies import ensure_guest, guest_id
from explorer.experiments import services
from explorer.experiments.access import access_share, access_shared_run
from explorer.experiments.models import Share
from explorer.experiments.services import NoRoom
from explorer.experiments.shared_pages import SharePage
from explorer.experiments.standing import while_it_stands
from explorer.runs.hub import in_thread
from explorer.runs.stream import asked_cursors, event_stream, messages

CONFLICT = 409


@require_safe
def share(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, token, access_share(token))


def _page(
    request: HttpRequest, token: str, found: Share, notices: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    origin = f"{request.scheme}://{request.get_host()}"
    page = SharePage(found, token, request.GET.get("run", ""), guest_id(request), origin, notices)
    response = render(request, "experiments/share.html", {"page": page}, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def fork(request: HttpRequest, token: str) -> HttpResponse:
    """Make the visitor's own experiment of what a link shows."""
    found = access_share(token)
    original = access_shared_run(found, _run_id(request.POST.get("run", ""))).run
    try:
        forked = services.fork(found, original, ensure_guest(request))
    except NoRoom as refusal:
        return _page(request, token, found, [str(refusal)], CONFLICT)
    return redirect("experiment", forked.id)


def _run_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404("no such run") from error


@require_GET
async def share_stream(request: HttpRequest, token: str) -> StreamingHttpResponse:
    """Replay a shared run and go on with it, as long as the link stands."""
    cursors = asked_cursors(request)
    found = await in_thread(_access_stream)(token, list(cursors))
    return event_stream(while_it_stands(found.id, messages(cursors)))


def _access_stream(token: str, run_ids: Sequence[UUID]) -> Share:
    found = access_share(token)
    for run_id in run_ids:
        access_shared_run(found, run_id)
    return found
