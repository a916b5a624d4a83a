"""What can be taken out of the site: files of a result, its picture, and a page to frame.

What is found under a result's own address does not change, and anyone may keep it for an hour. What
is found through a link is asked for anew each time, so that it ends when the link does.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, cast
from uuid import UUID
from xml.sax.saxutils import escape

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from explorer.exports.access import result_at, result_of, result_through
from explorer.exports.embedding import EmbedPage, oembed
from explorer.exports.files import Make
from explorer.exports.result import Result
from explorer.runs.models import NotShown

NOT_IMPLEMENTED = 501
HOUR_SECONDS = 3600
View: TypeAlias = Callable[..., HttpResponse]
Answer: TypeAlias = Callable[[HttpRequest, Result], HttpResponse]
framable = cast(  # its own types know no view that takes more than a request
    "Callable[[View], View]",
    csp_replace({"frame-ancestors": None, "form-action": ["'none'"]}),
)


def _answered(request: HttpRequest, result: Result, answer: Answer) -> HttpResponse:
    """Answer, and say for how long others may keep it. Raises: Http404."""
    try:
        response = answer(request, result)
    except NotShown as error:
        raise Http404(str(error)) from error
    if result.place.by_link:
        patch_cache_control(response, private=True, no_cache=True)
        response["X-Robots-Tag"] = "noindex"
    else:
        patch_cache_control(response, public=True, max_age=HOUR_SECONDS)
    return response


def _of(answer: Answer) -> View:
    """Make the view of what is answered of a result that is known by its id."""

    @require_safe
    @conditional_page
    @wraps(answer)
    def view(request: HttpRequest, run_id: UUID) -> HttpResponse:
        return _answered(request, result_of(request, run_id), answer)

    return view


def _through(answer: Answer) -> View:
    """Make the view of the same for whoever holds a link."""

    @require_safe
    @conditional_page
    @wraps(answer)
    def view(request: HttpRequest, token: str, number: int) -> HttpResponse:
        return _answered(request, result_through(request, token, number), answer)

    return view


def file_of(make: Make) -> View:
    return _of(lambda _, result: make(result))


def file_through(make: Make) -> View:
    return _through(lambda _, result: make(result))


def _embedded(request: HttpRequest, result: Result) -> HttpResponse:
    """Show a result for others to frame: no cookie, no form."""
    page = EmbedPage.of(result, request.GET.get("hide", ""))
    context = {"embed": page, "page": page.page, "panels": page.panels}
    return render(request, "exports/embed.html", context)


embed = xframe_options_exempt(framable(_of(_embedded)))
shared_embed = xframe_options_exempt(framable(_through(_embedded)))


@require_safe
@conditional_page
def describe(request: HttpRequest) -> HttpResponse:
    """Answer oEmbed: how to embed the result at an address of this site."""
    return _answered(request, result_at(request, request.GET.get("url", "")), _described)


def _described(request: HttpRequest, result: Result) -> HttpResponse:
    described, kind = oembed(request, result), request.GET.get("format", "json")
    if kind == "json":
        return JsonResponse(described)
    if kind == "xml":
        return HttpResponse(_xml(described), content_type="text/xml; charset=utf-8")
    return HttpResponse(
        "format is neither json nor xml; ask for one of them\n",
        content_type="text/plain",
        status=NOT_IMPLEMENTED,
    )


def _xml(described: dict[str, Any]) -> str:
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in described.items())
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
    return f"{declaration}<oembed>{fields}</oembed>"
