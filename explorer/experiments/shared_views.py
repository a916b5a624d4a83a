"""What the holder of a link may do: read, follow a run that is under way, and fork."""

import re
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from explorer.accounts.cookies import ensure_guest, guest_id
from explorer.experiments import services
from explorer.experiments.access import access_share, access_shared_run
from explorer.experiments.following import Followed, asked_after, messages
from explorer.experiments.models import Share
from explorer.experiments.services import NoRoom
from explorer.experiments.shared_pages import SharePage
from explorer.exports.addresses import place_through, root
from explorer.runs.models import NotShown
from explorer.runs.stream import event_stream

CONFLICT = 409
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@require_safe
def share(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, token, access_share(token, guest_id(request)))


def _page(
    request: HttpRequest, token: str, found: Share, notices: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    asked = request.GET.get("run", "")
    page = SharePage(found, token, asked, guest_id(request), root(request), notices)
    response = render(request, "experiments/share.html", {"page": page}, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def fork(request: HttpRequest, token: str) -> HttpResponse:
    """Make the visitor's own experiment of what a link shows."""
    found = access_share(token, guest_id(request))
    original = access_shared_run(found, _number(request.POST.get("run", ""))).run
    try:
        forked = services.fork(found, original, ensure_guest(request))
    except NoRoom as refusal:
        return _page(request, token, found, [str(refusal)], CONFLICT)
    return redirect("experiment", forked.id)


def _number(text: str) -> int:
    """Read which run of the experiment is meant. Raises: Http404."""
    if not _NUMBER.fullmatch(text):
        raise Http404("no such run")
    return int(text)


@require_GET
def share_stream(request: HttpRequest, token: str) -> StreamingHttpResponse:
    """Replay a shared run and go on with it, as long as the link stands."""
    share = access_share(token)
    kept = access_shared_run(share, _number(request.GET.get("run", "")))
    place = place_through(root(request), token, kept.number)
    try:
        asked = Followed(share.id, kept.run_id, place, kept.run.lab.title)
    except NotShown as error:
        raise Http404("no such stream") from error
    return event_stream(messages(asked, asked_after(request)))
