import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from explorer.accounts.models import Guest, User
from explorer.workshops.models import Room, Workshop
from explorer.workshops.planning import make_workshop, read_plan, written
from explorer.workshops.plans import Plan
from explorer.workshops.starting import from_examples, template_of
from labs.contract import Lab
from labs.registry import labs

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(ada: User, plan: Plan) -> Workshop:
    return make_workshop(ada.guest, plan)


def at(name: str, workshop: Workshop, *more: int) -> str:
    return reverse(name, args=[workshop.id, *more])


@pytest.mark.parametrize("lab", labs().values(), ids=labs())
def test_every_lab_has_a_plan_that_can_be_exported_and_read_again(lab: Lab) -> None:
    for plan in (template_of(lab.slug), from_examples(lab)):
        assert read_plan(written(plan).encode()) == plan
        for step in plan.steps:
            assert step.params()


@pytest.mark.parametrize(
    "slug", ["scaling_laws", "optimizer_memory", "spacetime_patches", "playable_world"]
)
def test_the_plans_that_ship_take_a_lesson(slug: str) -> None:
    assert template_of(slug).minutes == 45


def test_only_somebody_with_an_account_makes_a_workshop(outsider: Client) -> None:
    answer = outsider.post(reverse("make_workshop"), {"lab": "clockwork"})
    assert answer["Location"].startswith(reverse("account_login"))
    assert not Workshop.objects.exists()


def test_a_teacher_makes_one_from_a_lab(teacher: Client) -> None:
    answer = teacher.post(reverse("make_workshop"), {"lab": "clockwork"})
    assert answer["Location"] == reverse("workshop", args=[Workshop.objects.get().id])
    assert b"Before you look" in teacher.get(answer["Location"]).content


def test_title_and_description_are_kept_or_refused(teacher: Client, workshop: Workshop) -> None:
    teacher.post(at("edit_workshop", workshop), {"title": " New  name ", "about": "Why"})
    assert Workshop.objects.get().plan.title == "New name"
    answer = teacher.post(at("edit_workshop", workshop), {"title": "", "about": ""})
    assert answer.status_code == 422
    assert Workshop.objects.get().plan.title == "New name"


def test_steps_are_added_moved_copied_and_removed(teacher: Client, workshop: Workshop) -> None:
    def titles() -> list[str]:
        return [step.title for step in Workshop.objects.get().plan.steps]

    teacher.post(at("add_step", workshop), {"from": "clockwork/Long"})
    assert titles() == ["Guess", "Try it", "Choose", "Long"]
    teacher.post(at("move_step", workshop, 4), {"where": "up"})
    teacher.post(at("move_step", workshop, 1), {"where": "copy"})
    teacher.post(at("move_step", workshop, 5), {"where": "remove"})
    assert titles() == ["Guess", "Guess", "Try it", "Long"]


def test_the_last_step_cannot_be_removed(teacher: Client, workshop: Workshop) -> None:
    for _ in range(2):
        teacher.post(at("move_step", workshop, 1), {"where": "remove"})
    answer = teacher.post(at("move_step", workshop, 1), {"where": "remove"})
    assert answer.status_code == 422
    assert b"would have 0 steps" in answer.content


STEP = {
    "title_": "Tick on", "prompt_": "Let it **tick**", "minutes_": "5", "steps": "9",
    "shows_steps": "offered", "shows_gate": "fixed", "kind_": "choice", "question_": "Which?",
    "choices_": "Tick\n\nTock\n", "panel_": "clock",
}  # fmt: skip


def test_a_step_is_edited_whole(teacher: Client, workshop: Workshop) -> None:
    assert teacher.get(at("edit_step", workshop, 1)).status_code == 200
    assert teacher.post(at("edit_step", workshop, 1), STEP).status_code == 302
    step = Workshop.objects.get().plan.steps[0]
    assert (step.title, step.minutes, step.settings) == ("Tick on", 5, {"steps": 9})
    assert step.shows == {"steps": "offered", "gate": "fixed"}
    assert step.question
    assert step.question.choices == ("Tick", "Tock")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"steps": "0"}, "steps is 0, but it must be at least 1"),
        ({"choices_": "Tick"}, "a choice needs at least 2"),
        ({"kind_": "number", "low_": "5", "high_": "5"}, "the first must be less than the second"),
        ({"title_": ""}, "title"),
        ({"panel_": "nothing"}, "choose one of those"),
        ({"minutes_": "1000"}, "minutes"),
        ({"prompt_": "a\0b"}, "cannot be kept"),
    ],
)
def test_a_step_that_cannot_be_is_refused_in_a_sentence(
    teacher: Client, workshop: Workshop, change: dict[str, str], said: str
) -> None:
    answer = teacher.post(at("edit_step", workshop, 1), STEP | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Workshop.objects.get().plan.steps[0].title == "Guess"


def test_a_workshop_is_duplicated_exported_and_imported(
    teacher: Client, workshop: Workshop
) -> None:
    teacher.post(at("duplicate_workshop", workshop))
    exported = teacher.get(at("export_workshop", workshop)).content
    file = SimpleUploadedFile("workshop.json", exported, "application/json")
    teacher.post(reverse("import_workshop"), {"file": file})
    teacher.post(reverse("import_workshop"), {"pasted": exported.decode()})
    titles = sorted(each.plan.title for each in Workshop.objects.all())
    assert titles == ["Clocks", "Clocks", "Clocks", "Clocks (copy)"]


@pytest.mark.parametrize(
    "sent",
    [
        "", "[]", "{", "null", "[" * 100_000, '{"title": "x"}', "x" * 300_000,
        json.dumps({"title": "x", "steps": [{"lab": "nothing", "title": "x"}]}),
        json.dumps({"title": "x", "steps": [{"lab": "clockwork", "title": "x"}], "more": 1}),
        json.dumps({"title": "x\0", "steps": [{"lab": "clockwork", "title": "x"}]}),
        '{"title": "x", "steps": [{"lab": "clockwork", "title": "x", "settings": {"steps": NaN}}]}',
        json.dumps({"title": "x", "steps": [
            {"lab": "clockwork", "title": "x", "settings": {"steps": 10**400}}]}),
    ],
)  # fmt: skip
def test_a_file_that_is_no_workshop_is_refused_in_a_sentence(teacher: Client, sent: str) -> None:
    answer = teacher.post(reverse("import_workshop"), {"pasted": sent})
    assert answer.status_code == 422
    assert not Workshop.objects.exists()


def test_a_plan_is_looked_at_as_a_student_and_nothing_can_be_sent(
    teacher: Client, workshop: Workshop
) -> None:
    for number in (1, 2, 3):
        html = teacher.get(at("look_as_student", workshop, number)).content.decode()
        assert "nothing is sent from here" in html
        assert "/seat/" not in html
    assert teacher.get(at("look_as_student", workshop, 4)).status_code == 404


def test_an_open_room_keeps_the_plan_that_it_began_with(
    teacher: Client, workshop: Workshop
) -> None:
    teacher.post(at("open_room", workshop))
    teacher.post(at("edit_workshop", workshop), {"title": "Another", "about": ""})
    teacher.post(at("delete_workshop", workshop))
    assert Room.objects.get().plan.title == "Clocks"


def test_nobody_else_sees_a_workshop(
    workshop: Workshop, outsider: Client, ben: Guest, client_of: Callable[[Guest], Client]
) -> None:
    for browser in (outsider, client_of(ben), Client()):
        assert browser.get(at("workshop", workshop)).status_code == 404
        assert browser.get(at("export_workshop", workshop)).status_code == 404
