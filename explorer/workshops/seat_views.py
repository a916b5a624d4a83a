"""A student's page, and what can be done on it."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from explorer.catalog.answers import preview_answer, refused_answer
from explorer.catalog.forms import Refused
from explorer.catalog.previews import CannotPreview
from explorer.runs.services import TooManyRuns, cancel_run
from explorer.workshops import seats
from explorer.workshops.access import access_seat, access_taken_seat
from explorer.workshops.answers import AnswerRefused, read_answer, read_number
from explorer.workshops.models import Seat
from explorer.workshops.seat_pages import SeatPage
from explorer.workshops.seats import SeatRefused
from explorer.workshops.selectors import current_run, doings, step_of
from explorer.workshops.steps import held_out, looked_at_params, own_params, sent_params

UNPROCESSABLE, TOO_MANY = 422, 429


@never_cache
@require_safe
def seat(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Show a student the step where they are, or that they wait to be let in."""
    return _page(request, access_seat(request, room_id))


def _refused(request: HttpRequest, shown: Seat, status: int, **more: object) -> HttpResponse:
    """Show the page as it stands after what was refused, and why it was."""
    shown.refresh_from_db()
    return _page(request, shown, status, **more)


def _page(request: HttpRequest, shown: Seat, status: int = 200, **more: object) -> HttpResponse:
    page = SeatPage(shown.room, shown, get_token(request), **more)  # type: ignore[arg-type]
    template = "workshops/seat.html" if page.is_in else "workshops/waiting.html"
    return render(request, template, {"page": page}, status=status)


def acting(does: Callable[[HttpRequest, Seat, int], None]) -> Callable[..., HttpResponse]:
    """Make a view of what a student does at the step that the form names."""

    @require_POST
    def view(request: HttpRequest, room_id: UUID) -> HttpResponse:
        found = access_taken_seat(request, room_id)
        try:
            does(request, found, _step(request, found))
        except (SeatRefused, AnswerRefused) as refusal:
            return _refused(request, found, UNPROCESSABLE, refused=str(refusal))
        except Refused as refused:
            sent = {name: str(value) for name, value in request.POST.items()}
            return _refused(request, found, UNPROCESSABLE, given=sent, errors=refused.errors)
        except TooManyRuns as refusal:
            answer = _refused(request, found, TOO_MANY, refused=str(refusal))
            answer["Retry-After"] = str(refusal.retry_after_seconds)
            return answer
        return redirect("seat", room_id)

    return view


def _step(request: HttpRequest, found: Seat) -> int:
    """Return the step that a form is about: one that the student may be on. Raises: SeatRefused."""
    text = request.POST.get("step", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not found.room.first_step <= number <= found.room.last_step:
        raise SeatRefused(
            f"step {text[:10] or 'none'} is not open now; the class is on step "
            f"{step_of(found, found.room)}, which is shown"
        )
    return number


@acting
def go(request: HttpRequest, found: Seat, number: int) -> None:  # noqa: ARG001
    seats.go_to(found, found.room, number)


@acting
def run(request: HttpRequest, found: Seat, number: int) -> None:
    """Run the step with the settings that were offered, once its question is answered."""
    step, done = found.room.step(number), doings(found, number)
    if step.question and done.answer is None:
        raise SeatRefused("the question comes first; answer it, then run")
    if held_out(step) and done.bet is None:
        raise SeatRefused("the bet comes first; place yours, then run")
    own = own_params(step, found.number, done.answer.value if done.answer else None)
    seats.run_step(found, found.room, number, sent_params(step, own, request.POST))


@acting
def cancel(request: HttpRequest, found: Seat, number: int) -> None:  # noqa: ARG001
    """Stop waiting for the step's run; it goes on while somebody else waits for it."""
    if asked := current_run(found, number):
        cancel_run(asked, found.guest)


@acting
def answer(request: HttpRequest, found: Seat, number: int) -> None:
    question = found.room.step(number).question
    if question is None:
        raise SeatRefused("this step asks no question; go on with the next")
    seats.answer_step(found, found.room, number, read_answer(question, request.POST))


@acting
def bet(request: HttpRequest, found: Seat, number: int) -> None:
    asked = held_out(found.room.step(number))
    if asked is None:
        raise SeatRefused("nothing is bet on at this step; go on with the next")
    value = read_number(request.POST.get("bet", ""), asked.low, asked.high)
    seats.bet_on_step(found, found.room, number, value)


@acting
def agree(request: HttpRequest, found: Seat, number: int) -> None:  # noqa: ARG001
    """Let the class see one's result, or not."""
    seats.agree_to_show(found, agreed=request.POST.get("agree") == "yes")


@require_POST
def leave(request: HttpRequest, room_id: UUID) -> HttpResponse:
    seats.leave(access_seat(request, room_id))
    return redirect("join")


@require_safe
def look(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Answer a touched control at once; what is not offered keeps the value of the step."""
    found = access_taken_seat(request, room_id)
    number = step_of(found, found.room)
    step, done = found.room.step(number), doings(found, number)
    if step.question and done.answer is None:
        raise Http404("nothing to look at yet")
    own = own_params(step, found.number, done.answer.value if done.answer else None)
    try:
        settings = looked_at_params(step, own, request.GET)
        moving = "moving" in request.GET
        return HttpResponse(preview_answer(step.its_lab, *settings, moving=moving))
    except CannotPreview as trouble:
        return HttpResponse(refused_answer([str(trouble)]), status=UNPROCESSABLE)
