"""A run's pages: start it, follow it, cancel it, and the result that anyone may open."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from explorer.accounts.cookies import ensure_guest, guest_id
from explorer.catalog.forms import Refused, params_from_form
from explorer.catalog.views import access_lab, lab_page
from explorer.runs import selectors
from explorer.runs.access import access_result, access_run
from explorer.runs.models import NotShown, Run, RunState
from explorer.runs.pages import RunPage, RunRow
from explorer.runs.services import TooManyRuns, cancel_run, start_run
from explorer.runs.uploads import open_upload

UNPROCESSABLE, TOO_MANY = 422, 429


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Queue the lab with the form's settings, or join the equal run."""
    lab = access_lab(slug)
    try:
        params = params_from_form(lab, request.POST, request.FILES)
        run = start_run(lab, params, ensure_guest(request), again="again" in request.POST)
    except Refused as refused:
        return lab_page(request, lab, request.POST, refused.errors)
    except TooManyRuns as refusal:
        return _too_many(request, refusal)
    return redirect(run_url(run))


def run_url(run: Run) -> str:
    name = "result" if run.state == RunState.FINISHED else "run"
    return reverse(name, args=[run.id])


def _too_many(request: HttpRequest, refusal: TooManyRuns) -> HttpResponse:
    response = render(request, "429.html", {"reason": str(refusal)}, status=TOO_MANY)
    response["Retry-After"] = str(refusal.retry_after_seconds)
    return response


@require_safe
def my_runs(request: HttpRequest) -> HttpResponse:
    """List what this guest has run."""
    rows = [RunRow(run) for run in selectors.runs_of(guest_id(request))]
    return render(request, "runs/list.html", {"rows": rows})


@require_safe
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    return _page(request, access_run(request, run_id))


def _page(request: HttpRequest, run: Run) -> HttpResponse:
    try:
        return render(request, "runs/run.html", {"page": RunPage.of(run, guest_id(request))})
    except NotShown as reason:
        return render(request, "runs/not_shown.html", {"row": RunRow(run, str(reason))})


@require_POST
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = access_run(request, run_id)
    cancel_run(run, ensure_guest(request))
    return redirect("run", run_id=run.id)


@require_safe
def result(request: HttpRequest, run_id: UUID) -> HttpResponse:
    return _page(request, access_result(run_id))


@require_safe
def artifact(request: HttpRequest, run_id: UUID, name: str) -> FileResponse:
    """Serve something a finished run kept, never to be rendered as a page of ours."""
    kept = access_result(run_id).artifacts.select_related("blob").filter(name=name).first()
    if kept is None:
        raise Http404("no such artifact")
    response = FileResponse(
        open_upload(kept.blob_id), as_attachment=True, filename=name, content_type=kept.blob.mime
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
