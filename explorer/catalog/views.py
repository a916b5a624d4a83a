"""The pages that show what there is: home, about, a lab and its instant answers."""

from collections.abc import Collection, Mapping

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from explorer.catalog.answers import preview_answer, refused_answer, upload_answer
from explorer.catalog.forms import Refused, params_from_form
from explorer.catalog.links import params_from_query, sent_values
from explorer.catalog.pages import HomePage, LabPage, card, shown
from explorer.catalog.previews import CannotPreview
from labs.contract import Lab
from labs.registry import labs

UNPROCESSABLE = 422


def access_lab(slug: str) -> Lab:
    """Return a lab. Raises: Http404."""
    if slug not in labs():
        raise Http404("no such lab")
    return labs()[slug]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = HomePage([card(each) for each in labs().values()])
    return render(request, "catalog/home.html", {"page": page})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/about.html", {"labs": labs().values()})


@require_safe
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = access_lab(slug)
    params, refused = params_from_query(chosen, request.GET)
    page = LabPage(chosen, params, shown(chosen, params), refused=refused)
    return render(request, "catalog/lab.html", {"page": page})


def lab_page(
    request: HttpRequest, lab: Lab, given: QueryDict, errors: Mapping[str, str]
) -> HttpResponse:
    """Show the page again with a form that was refused, each sentence beside its control."""
    params, _ = params_from_query(lab, _without(given, errors))
    sent = sent_values(lab.params, given)
    page = LabPage(lab, params, shown(lab, params), given=sent, errors=errors)
    return render(request, "catalog/lab.html", {"page": page}, status=UNPROCESSABLE)


def _without(given: QueryDict, names: Collection[str]) -> QueryDict:
    kept = given.copy()
    for name in names:
        kept.pop(name, None)
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer a touched control at once; a file is brought by POST."""
    answer = _preview_file if request.method == "POST" else _preview
    try:
        return answer(request, access_lab(slug))
    except Refused as refused:
        return HttpResponse(refused_answer(refused.errors.values()), status=UNPROCESSABLE)
    except CannotPreview as trouble:
        return HttpResponse(refused_answer([str(trouble)]), status=UNPROCESSABLE)


@cache_control(private=True, max_age=10)
@conditional_page
def _preview(request: HttpRequest, lab: Lab) -> HttpResponse:
    query = request.GET.copy()
    moving = bool(query.pop("moving", None))
    return HttpResponse(preview_answer(lab, *params_from_query(lab, query), moving=moving))


def _preview_file(request: HttpRequest, lab: Lab) -> HttpResponse:
    params = params_from_form(lab, request.POST, request.FILES)
    return HttpResponse(upload_answer(lab, params, request.POST))
