"""What can be taken out of the site: files of a result, its picture, and a page to frame."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias, cast
from uuid import UUID
from xml.sax.saxutils import escape

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from explorer.exports import citing, document, notebook, offline, preview, qr, tables
from explorer.exports.addresses import absolute, run_at
from explorer.exports.embedding import EmbedPage, oembed
from explorer.exports.result import Result
from explorer.runs.access import access_result
from explorer.runs.models import NotShown

NOT_IMPLEMENTED = 501
HOUR_SECONDS = 3600
View: TypeAlias = Callable[[HttpRequest, UUID], HttpResponse]
Make: TypeAlias = Callable[[Result], HttpResponse]
framable = cast(  # its own types know no view that takes more than a request
    "Callable[[View], View]",
    csp_replace({"frame-ancestors": None, "form-action": ["'none'"]}),
)


def access(request: HttpRequest, run_id: UUID) -> Result:
    """Return the result that the request may see. Raises: Http404."""
    run = access_result(run_id)
    return Result(run, absolute(request, "result", run.id))


def of_result(make: Make) -> View:
    """Make a view of what is made of a result. A finished one does not change: it may be cached."""

    @require_safe
    @cache_control(public=True, max_age=HOUR_SECONDS)
    @conditional_page
    @wraps(make)
    def view(request: HttpRequest, run_id: UUID) -> HttpResponse:
        try:
            return make(access(request, run_id))
        except NotShown as error:
            raise Http404(str(error)) from error

    return view


def _file(content: str | bytes, mime: str, name: str) -> HttpResponse:
    """Return a download; ``name`` is made of our own letters only."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@of_result
def preview_image(result: Result) -> HttpResponse:
    return HttpResponse(preview.png(result), content_type="image/png")


@of_result
def qr_code(result: Result) -> HttpResponse:
    return HttpResponse(qr.svg(result.url), content_type="image/svg+xml")


@of_result
def events_csv(result: Result) -> HttpResponse:
    return _file(tables.zipped(result), "application/zip", f"{result.file_name}.csv.zip")


@of_result
def events_json(result: Result) -> HttpResponse:
    return _file(document.text(result), "application/json", f"{result.file_name}.json")


@of_result
def notebook_file(result: Result) -> HttpResponse:
    return _file(notebook.text(result), "application/x-ipynb+json", f"{result.file_name}.ipynb")


@of_result
def citation(result: Result) -> HttpResponse:
    return _file(citing.bibtex(result), "application/x-bibtex", f"{result.file_name}.bib")


@of_result
def offline_file(result: Result) -> HttpResponse:
    return _file(offline.text(result), "text/html", f"{result.file_name}.html")


@require_safe
@xframe_options_exempt
@framable
@cache_control(public=True, max_age=HOUR_SECONDS)
@conditional_page
def embed(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show a result for others to frame: no cookie, no form."""
    try:
        page = EmbedPage.of(access(request, run_id), request.GET.get("hide", ""))
    except NotShown as error:
        raise Http404(str(error)) from error
    return render(
        request, "exports/embed.html", {"embed": page, "page": page.page, "panels": page.panels}
    )


@require_safe
@cache_control(public=True, max_age=HOUR_SECONDS)
@conditional_page
def describe(request: HttpRequest) -> HttpResponse:
    """Answer oEmbed: how to embed the result at an address of this site."""
    run_id = run_at(request, request.GET.get("url", ""))
    if run_id is None:
        raise Http404("no such result")
    kind = request.GET.get("format", "json")
    try:
        described = oembed(request, access(request, run_id))
    except NotShown as error:
        raise Http404(str(error)) from error
    if kind == "json":
        return JsonResponse(described)
    if kind == "xml":
        return HttpResponse(_xml(described), content_type="text/xml; charset=utf-8")
    return HttpResponse(
        "format is neither json nor xml; ask for one of them\n",
        content_type="text/plain",
        status=NOT_IMPLEMENTED,
    )


def _xml(described: dict[str, object]) -> str:
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in described.items())
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
    return f"{declaration}<oembed>{fields}</oembed>"
