"""A teacher's workshops: list, make, edit, duplicate, take out and in, try, open."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import ValidationError

from explorer.accounts.cookies import guest_id, user_of
from explorer.accounts.models import Guest
from explorer.catalog.pages import LabPage, Shown
from explorer.workshops import planning
from explorer.workshops.access import access_workshop
from explorer.workshops.models import Room, Workshop
from explorer.workshops.plan_pages import ListPage, StepPage, WorkshopPage
from explorer.workshops.planning import PlanRefused, Where
from explorer.workshops.plans import Plan, Step
from explorer.workshops.rooms import RoomRefused, open_room
from explorer.workshops.seat_pages import StepView
from explorer.workshops.starting import step_of, template_of
from explorer.workshops.step_forms import StepForm, StepRefused, read_step
from labs.registry import labs

UNPROCESSABLE = 422
WHERES: dict[str, Where] = {"up": "up", "down": "down", "copy": "copy", "remove": "remove"}


@require_safe
def workshops(request: HttpRequest) -> HttpResponse:
    """List one's workshops and rooms, and what a new one can begin from."""
    return _list(request)


def _list(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    guest = guest_id(request)
    teaches = Q(guest=guest) | Q(co_teachers__guest=guest)
    own = Workshop.objects.filter(guest=guest).order_by("-updated_at") if guest else ()
    rooms = Room.objects.filter(teaches).distinct().order_by("-opened_at") if guest else ()
    page = ListPage(user_of(request), list(own), list(rooms), **more)  # type: ignore[arg-type]
    return render(request, "workshops/list.html", {"page": page}, status=status)


def _teacher(request: HttpRequest) -> Guest | None:
    """Return whose workshop is made: only somebody with an account can come back for it."""
    user = user_of(request)
    return user.guest if user else None


def _log_in() -> HttpResponse:
    return redirect(f"{reverse('account_login')}?next={reverse('workshops')}")


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a workshop from the plan that comes with a lab."""
    guest = _teacher(request)
    if guest is None:
        return _log_in()
    slug = request.POST.get("lab", "")
    if slug not in labs():
        raise Http404("no such lab")
    try:
        return redirect("workshop", planning.make_workshop(guest, template_of(slug)).id)
    except PlanRefused as refusal:
        return _list(request, UNPROCESSABLE, notices=[str(refusal)])


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Make a workshop from a file, or from what was pasted of one."""
    guest = _teacher(request)
    if guest is None:
        return _log_in()
    file, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
    most = planning.LARGEST_IMPORT_BYTES + 1
    data = file.read(most) if file else pasted.encode(errors="replace")
    try:
        made = planning.make_workshop(guest, planning.read_plan(data))
    except PlanRefused as refusal:
        return _list(request, UNPROCESSABLE, notices=[str(refusal)], pasted=pasted)
    return redirect("workshop", made.id)


@require_safe
def workshop(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    return _page(request, access_workshop(request, workshop_id))


def _page(request: HttpRequest, found: Workshop, status: int = 200, **more: object) -> HttpResponse:
    page = WorkshopPage(found, **more)  # type: ignore[arg-type]
    return render(request, "workshops/workshop.html", {"page": page}, status=status)


@require_POST
def edit(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Keep title and description."""
    found = access_workshop(request, workshop_id)
    words = {
        "title": " ".join(request.POST.get("title", "").split()),
        "about": request.POST.get("about", "").replace("\r\n", "\n").strip(),
    }
    try:
        plan = Plan.model_validate({**planning.document_of(found.plan), **words})
    except ValidationError as error:
        said = [planning.first_said(error)]
        return _page(request, found, UNPROCESSABLE, notices=said, given=words)
    planning.change_workshop(found, plan)
    return redirect("workshop", found.id)


@require_POST
def add_step(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Add a step of a lab, with the settings of one of its examples where it names one."""
    found = access_workshop(request, workshop_id)
    slug, _, example = request.POST.get("from", "").partition("/")
    if slug not in labs():
        raise Http404("no such lab")
    lab = labs()[slug]
    step = step_of(lab, example or lab.title, lab.examples.get(example))
    return _changed(request, found, lambda: planning.with_new_step(found.plan, step))


@require_POST
def move_step(request: HttpRequest, workshop_id: UUID, number: int) -> HttpResponse:
    """Move, copy or remove a step."""
    found = access_workshop(request, workshop_id)
    _step(found, number)
    where = WHERES.get(request.POST.get("where", ""))
    if where is None:
        raise Http404("no such move")
    return _changed(request, found, lambda: planning.moved(found.plan, number, where))


def _changed(request: HttpRequest, found: Workshop, plan_of) -> HttpResponse:  # type: ignore[no-untyped-def] # noqa: ANN001
    try:
        planning.change_workshop(found, plan_of())
    except PlanRefused as refusal:
        return _page(request, found, UNPROCESSABLE, notices=[str(refusal)])
    return redirect(reverse("workshop", args=[found.id]) + "#steps")


def _step(found: Workshop, number: int) -> Step:
    """Return a step of a workshop. Raises: Http404."""
    if not 1 <= number <= len(found.plan.steps):
        raise Http404("no such step")
    return found.plan.steps[number - 1]


@require_http_methods(["GET", "HEAD", "POST"])
def edit_step(request: HttpRequest, workshop_id: UUID, number: int) -> HttpResponse:
    """Show a step's form, and keep what it sends."""
    found = access_workshop(request, workshop_id)
    step = _step(found, number)
    form, status = StepForm(step), 200
    if request.method == "POST":
        try:
            changed = planning.with_step(found.plan, number, read_step(step, request.POST))
        except StepRefused as refused:
            sent = {name: str(value) for name, value in request.POST.items()}
            form, status = StepForm(step, sent, refused.errors), UNPROCESSABLE
        else:
            planning.change_workshop(found, changed)
            return redirect(reverse("workshop", args=[found.id]) + "#steps")
    page = StepPage(found, number, form)
    return render(request, "workshops/edit_step.html", {"page": page}, status=status)


@require_POST
def duplicate(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    found = access_workshop(request, workshop_id)
    try:
        return redirect("workshop", planning.duplicate(found).id)
    except PlanRefused as refusal:
        return _page(request, found, UNPROCESSABLE, notices=[str(refusal)])


@require_safe
def take_out(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Give the workshop as a file that can be taken in again, here or elsewhere."""
    found = access_workshop(request, workshop_id)
    answer = HttpResponse(planning.written(found.plan), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="workshop.json"'
    return answer


@require_safe
def look_as_student(request: HttpRequest, workshop_id: UUID, number: int) -> HttpResponse:
    """Show a step as students will meet it. Nothing is sent from there."""
    found = access_workshop(request, workshop_id)
    step = _step(found, number)
    view = StepView(None, number, len(found.plan.steps), step)
    context = {
        "view": view,
        "workshop": found,
        "lab_page": LabPage(step.its_lab, step.params(), Shown(())),
        "numbers": range(1, len(found.plan.steps) + 1),
    }
    return render(request, "workshops/look.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Ask whether it is meant, then delete a workshop. Rooms that it was opened in stay."""
    found = access_workshop(request, workshop_id)
    if request.method != "POST":
        return render(request, "workshops/delete.html", {"workshop": found})
    found.delete()
    return redirect("workshops")


@require_POST
def open_(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Open a room for a class."""
    found = access_workshop(request, workshop_id)
    try:
        room = open_room(found.guest, found.plan, found, approves="approves" in request.POST)
    except RoomRefused as refusal:
        return _page(request, found, UNPROCESSABLE, notices=[str(refusal)])
    return redirect("wall", room.id)
