"""Everything that is made of a result, by the name of its file's view."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from django.http import HttpResponse

from explorer.exports import citing, document, notebook, offline, preview, qr, tables
from explorer.exports.result import Result

Make: TypeAlias = Callable[[Result], HttpResponse]


def _file(content: str | bytes, mime: str, name: str) -> HttpResponse:
    """Return a download; ``name`` is made of our own letters only."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def preview_image(result: Result) -> HttpResponse:
    return HttpResponse(preview.png(result), content_type="image/png")


def qr_code(result: Result) -> HttpResponse:
    return HttpResponse(qr.svg(result.url), content_type="image/svg+xml")


def events_csv(result: Result) -> HttpResponse:
    return _file(tables.zipped(result), "application/zip", f"{result.file_name}.csv.zip")


def events_json(result: Result) -> HttpResponse:
    return _file(document.text(result), "application/json", f"{result.file_name}.json")


def notebook_file(result: Result) -> HttpResponse:
    return _file(notebook.text(result), "application/x-ipynb+json", f"{result.file_name}.ipynb")


def citation(result: Result) -> HttpResponse:
    return _file(citing.bibtex(result), "application/x-bibtex", f"{result.file_name}.bib")


def offline_file(result: Result) -> HttpResponse:
    return _file(offline.text(result), "text/html", f"{result.file_name}.html")


MAKERS: Mapping[str, Make] = {
    "preview": preview_image,
    "qr": qr_code,
    "csv": events_csv,
    "json": events_json,
    "notebook": notebook_file,
    "bibtex": citation,
    "offline": offline_file,
}
