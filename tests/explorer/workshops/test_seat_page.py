from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from explorer.runs.models import Run, RunState
from explorer.workshops.answers import DRAWN_POINTS
from explorer.workshops.models import Answer, Pace, Room, Seat, SeatRun
from explorer.workshops.plans import Question, Step
from explorer.workshops.rooms import change_room, end, pause, reveal, set_pace

pytestmark = pytest.mark.django_db


def seat(room: Room) -> str:
    return reverse("seat", args=[room.id])


def at(name: str, room: Room) -> str:
    return reverse(name, args=[room.id])


def test_the_result_stays_out_of_sight_until_the_question_is_answered(
    room: Room, student: Client
) -> None:
    before = student.get(seat(room)).content.decode()
    assert "How many ticks?" in before
    assert 'id="stage"' not in before
    refused = student.post(at("run_step", room), {"step": "1"})
    assert refused.status_code == 422
    assert b"question comes first" in refused.content
    student.post(at("answer_step", room), {"step": "1", "answer": "12"})
    after = student.get(seat(room)).content.decode()
    assert 'id="stage"' in after
    assert "You said <strong>12</strong>" in after


@pytest.mark.parametrize("said", ["", "many", "-1", "201", "nan", "1e309", "9" * 5000])
def test_an_answer_that_does_not_fit_is_refused_in_a_sentence(
    room: Room, student: Client, said: str
) -> None:
    answer = student.post(at("answer_step", room), {"step": "1", "answer": said})
    assert answer.status_code == 422
    assert b"a number between 0 and 200" in answer.content
    assert not Answer.objects.exists()


def test_a_choice_is_one_of_those_that_are_there(room: Room, student: Client) -> None:
    student.post(at("go_to_step", room), {"step": "3"})
    assert student.post(at("answer_step", room), {"step": "3", "answer": "Tack"}).status_code == 422
    assert student.post(at("answer_step", room), {"step": "3", "answer": "Tick"}).status_code == 302


def test_a_prediction_is_drawn_through_nine_points(room: Room, student: Client) -> None:
    step = Step(
        lab="clockwork",
        title="Draw",
        question=Question(kind="draw", text="How does it go on?", low=0, high=10),
    )
    plan = room.plan.model_copy(update={"steps": (step, *room.plan.steps)})
    Room.objects.filter(id=room.id).update(document=plan.model_dump(mode="json"), last_step=4)
    points = [str(each) for each in range(DRAWN_POINTS)]
    short = student.post(at("answer_step", room), {"step": "1", "point": points[1:]})
    assert short.status_code == 422
    student.post(at("answer_step", room), {"step": "1", "point": points})
    assert Answer.objects.get().value == [float(each) for each in points]


def test_the_prompt_is_markdown_of_which_nothing_can_act(room: Room, student: Client) -> None:
    steps = list(room.plan.steps)
    steps[0] = steps[0].model_copy(update={"prompt": "*Now* <script>alert(1)</script>"})
    plan = room.plan.model_copy(update={"steps": tuple(steps)})
    Room.objects.filter(id=room.id).update(document=plan.model_dump(mode="json"))
    html = student.get(seat(room)).content.decode()
    assert "<em>Now</em>" in html
    assert "<script>alert" not in html


def test_what_is_offered_can_be_changed_and_nothing_else(room: Room, student: Client) -> None:
    student.post(at("go_to_step", room), {"step": "2"})
    student.post(at("run_step", room), {"step": "2", "steps": "7", "misdeed": "die", "seed": "9"})
    params = Run.objects.get().params
    assert (params["steps"], params["misdeed"], params["seed"]) == (7, "none", 0)


def test_what_is_fixed_is_shown_and_what_is_hidden_is_not(room: Room, student: Client) -> None:
    student.post(at("answer_step", room), {"step": "1", "answer": "12"})
    html = student.get(seat(room)).content.decode()
    assert "<dt>Steps</dt><dd>3</dd>" in html
    assert "Misdeed" not in html


def test_a_setting_that_is_wrong_is_refused_beside_its_control(room: Room, student: Client) -> None:
    student.post(at("go_to_step", room), {"step": "2"})
    answer = student.post(at("run_step", room), {"step": "2", "steps": "0"})
    assert answer.status_code == 422
    assert b"steps is 0, but it must be at least 1" in answer.content


def test_a_touched_control_is_answered_with_the_steps_own_settings(
    room: Room, student: Client
) -> None:
    student.post(at("go_to_step", room), {"step": "2"})
    answer = student.get(at("look_at_step", room), {"steps": "0"})
    assert answer.status_code == 200
    assert b"steps is 0" in answer.content
    student.post(at("go_to_step", room), {"step": "1"})
    assert student.get(at("look_at_step", room)).status_code == 404


def test_the_run_is_on_the_page_and_in_its_stream(room: Room, student: Client) -> None:
    student.post(at("go_to_step", room), {"step": "2"})
    student.post(at("run_step", room), {"step": "2"})
    run = Run.objects.get()
    html = student.get(seat(room)).content.decode()
    assert "queued" in html or "waking a worker" in html
    assert f"{room.id.hex}." in html
    assert f"{run.id.hex}.0" in html


def test_a_student_cancels_their_own_run(room: Room, student: Client) -> None:
    student.post(at("go_to_step", room), {"step": "2"})
    student.post(at("run_step", room), {"step": "2"})
    student.post(at("cancel_step", room), {"step": "2"})
    assert Run.objects.get().state == RunState.CANCELLED
    assert b'data-action="run"' in student.get(seat(room)).content


def test_nobody_goes_where_the_window_is_closed(room: Room, student: Client) -> None:
    set_pace(room, Pace.WINDOW, 2, 2)
    answer = student.post(at("go_to_step", room), {"step": "3"})
    assert answer.status_code == 422
    assert b"step 3 is not open now" in answer.content
    assert b"Try it" in student.get(seat(room)).content


def test_a_pause_refuses_work_and_keeps_what_was_done(room: Room, student: Client) -> None:
    student.post(at("answer_step", room), {"step": "1", "answer": "12"})
    pause(room)
    answer = student.post(at("run_step", room), {"step": "1"})
    assert answer.status_code == 422
    assert b"paused the class" in answer.content
    assert b"You said" in student.get(seat(room)).content


def test_after_the_end_everything_can_be_read(
    room: Room, student: Client, finish: Callable[[Run], None]
) -> None:
    student.post(at("go_to_step", room), {"step": "2"})
    student.post(at("run_step", room), {"step": "2"})
    finish(Run.objects.get())
    end(room)
    html = student.get(seat(room)).content.decode()
    assert "The room has ended" in html
    assert "kept" in html
    assert student.post(at("run_step", room), {"step": "2"}).status_code == 422


def test_revealed_answers_are_shown_without_names(room: Room, bens: Seat, student: Client) -> None:
    student.post(at("answer_step", room), {"step": "1", "answer": "12"})
    reveal(room, 1)
    html = student.get(seat(room)).content.decode()
    assert "1 answer" in html
    assert "Ben: 12" not in html


def test_a_result_is_shown_only_once_the_student_agrees(
    room: Room, bens: Seat, student: Client, teacher: Client, finish: Callable[[Run], None]
) -> None:
    student.post(at("go_to_step", room), {"step": "2"})
    student.post(at("run_step", room), {"step": "2"})
    finish(Run.objects.get())
    show = reverse("show_seat", args=[room.id, bens.number])
    teacher.post(show, {"show": "yes"})
    room.refresh_from_db()
    assert room.spotlight is None
    assert b"would like to show your result" in student.get(seat(room)).content
    student.post(at("agree_to_show", room), {"step": "2", "agree": "yes"})
    teacher.post(show, {"show": "yes"})
    room.refresh_from_db()
    assert room.spotlight == bens
    assert b'aria-label="Result of Ben"' in teacher.get(at("to_class", room)).content
    student.post(at("agree_to_show", room), {"step": "2", "agree": "no"})
    room.refresh_from_db()
    assert room.spotlight is None


def test_a_run_joins_the_one_of_the_class(room: Room, student: Client, outsider: Client) -> None:
    outsider.post("/join", {"code": room.code, "nickname": "Cleo"})
    for browser in (student, outsider):
        browser.post(at("go_to_step", room), {"step": "2"})
        browser.post(at("run_step", room), {"step": "2"})
    assert Run.objects.count() == 1
    assert SeatRun.objects.count() == 2


def test_the_page_reads_on_at_a_room_that_others_changed(room: Room, student: Client) -> None:
    change_room(room, paused_at=None)
    assert student.get(seat(room)).status_code == 200
