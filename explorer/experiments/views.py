"""One's own experiments: list, make, look, edit, fill, share, delete."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from explorer.accounts.cookies import ensure_guest, guest_id
from explorer.experiments import services
from explorer.experiments.access import access_experiment, access_own_share
from explorer.experiments.comparing import compared
from explorer.experiments.listing import page_of, read_asked
from explorer.experiments.models import Experiment
from explorer.experiments.pages import ExperimentPage, ListPage, lab_titles
from explorer.experiments.services import NoRoom
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.experiments.words import WordsRefused, read_words
from explorer.runs.access import access_any

UNPROCESSABLE = 422
MOST_CHOSEN = 100
LASTING = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "always": None,
}


@require_safe
def experiments(request: HttpRequest) -> HttpResponse:
    """List the guest's experiments."""
    return render(request, "experiments/list.html", {"page": _list(request)})


def _list(request: HttpRequest, **more: object) -> ListPage:
    asked = read_asked(request.GET, lab_titles())
    own = Experiment.objects.filter(guest=guest_id(request)) if guest_id(request) else None
    found = page_of(Experiment.objects.none() if own is None else own, asked)
    return ListPage(asked, found, **more)  # type: ignore[arg-type]


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    try:
        words = read_words(request.POST.dict())
        made = services.create_experiment(ensure_guest(request), words)
    except WordsRefused as refused:
        page = _list(request, given=request.POST.dict(), errors=refused.errors)
        return render(request, "experiments/list.html", {"page": page}, status=UNPROCESSABLE)
    except NoRoom as refusal:
        page = _list(request, given=request.POST.dict(), errors={"title": str(refusal)})
        return render(request, "experiments/list.html", {"page": page}, status=UNPROCESSABLE)
    return redirect("experiment", made.id)


@require_safe
def experiment(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    return _page(request, access_experiment(request, experiment_id))


def _page(
    request: HttpRequest, shown: Experiment, status: int = 200, **more: object
) -> HttpResponse:
    origin = f"{request.scheme}://{request.get_host()}"
    named = bool(getattr(getattr(shown.guest, "user", None), "name", ""))
    page = ExperimentPage(shown, shown.guest_id, origin, named, **more)  # type: ignore[arg-type]
    return render(request, "experiments/experiment.html", {"page": page}, status=status)


def _refused(request: HttpRequest, shown: Experiment, refusal: NoRoom) -> HttpResponse:
    return _page(request, shown, UNPROCESSABLE, notices=[str(refusal)])


@require_POST
def edit(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    shown = access_experiment(request, experiment_id)
    try:
        services.edit_experiment(shown, read_words(request.POST.dict()))
    except WordsRefused as refused:
        return _page(
            request, shown, UNPROCESSABLE, given=request.POST.dict(), errors=refused.errors
        )
    return redirect("experiment", shown.id)


@require_POST
def keep(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Put a run into the chosen experiment, or into a new one."""
    run = access_any(request, run_id)
    chosen = _ids([request.POST.get("experiment", "")])
    if not chosen:
        guest = ensure_guest(request)
        try:
            return redirect("experiment", services.keep_in_new(guest, run).id)
        except NoRoom as refusal:
            page = _list(request, errors={"title": str(refusal)})
            return render(request, "experiments/list.html", {"page": page}, status=UNPROCESSABLE)
    shown = access_experiment(request, chosen[0])
    try:
        services.keep_runs(shown, [run])
    except NoRoom as refusal:
        return _refused(request, shown, refusal)
    return redirect("experiment", shown.id)


@require_POST
def remove(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    """Take the chosen runs out of an experiment."""
    shown = access_experiment(request, experiment_id)
    services.remove_runs(shown, _ids(request.POST.getlist("runs")))
    return redirect("experiment", shown.id)


@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the chosen experiments, once it was asked whether that is meant."""
    chosen = _ids(request.POST.getlist("experiments"))
    mine = Experiment.objects.filter(guest=guest_id(request), id__in=chosen).order_by("title")
    if "sure" not in request.POST:
        found = list(mine) if guest_id(request) else []
        return render(request, "experiments/delete.html", {"experiments": found})
    if guest_id(request):
        services.delete_experiments(ensure_guest(request), chosen)
    return redirect("experiments")


@require_POST
def share(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    shown = access_experiment(request, experiment_id)
    lasts = LASTING.get(request.POST.get("lasts", ""), LASTING["month"])
    try:
        share_experiment(shown, lasts, hides_name="hides_name" in request.POST)
    except NoRoom as refusal:
        return _refused(request, shown, refusal)
    return redirect(reverse("experiment", args=[shown.id]) + "#links")


@require_POST
def withdraw(request: HttpRequest, experiment_id: UUID, share_id: UUID) -> HttpResponse:
    withdraw_share(access_own_share(request, experiment_id, share_id))
    return redirect(reverse("experiment", args=[experiment_id]) + "#links")


def _ids(texts: Iterable[str]) -> list[UUID]:
    """Return those of the texts that are ids; others choose nothing."""
    found = []
    for text in list(texts)[:MOST_CHOSEN]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show runs of one lab side by side: those that ``runs`` names, once or several times."""
    page = compared(request.GET.getlist("runs"), guest_id(request))
    return render(request, "experiments/compare.html", {"page": page})
