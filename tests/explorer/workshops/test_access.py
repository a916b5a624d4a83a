"""Who may do what in rooms and to workshops: every address, every method, everybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from explorer.accounts.models import Guest, User
from explorer.runs.models import Run
from explorer.workshops.invitations import co_token
from explorer.workshops.models import Room, Workshop
from explorer.workshops.planning import make_workshop
from explorer.workshops.plans import Plan, Step
from explorer.workshops.rooms import co_teach, open_room
from explorer.workshops.seats import run_step, take_seat

WHO = ("nobody", "guest", "student", "other_student", "teacher", "co_teacher", "other_teacher")
"""Ben studies in Ada's room, Cleo in another; a guest is in none. Ada has a helper; Eve has a room
and an account of her own."""
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "POST")
FORM = "application/x-www-form-urlencoded"
Statuses = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True)
class Stage:
    room: Room
    workshop: Workshop
    run: Run
    """Ben's, at step 2."""
    browsers: dict[str, Client]


Address = Callable[[Stage], str]


@dataclass(frozen=True)
class Door:
    """An address and what it answers each of ``WHO``; methods that are not named get 405."""

    address: Address
    answers: dict[str, Statuses]
    sent: dict[str, str] = field(default_factory=dict)


def everybody(status: int) -> Statuses:
    return (status,) * 7  # type: ignore[return-value]


def teachers(status: int) -> Statuses:
    return 404, 404, 404, 404, status, status, 404


def owner(status: int) -> Statuses:
    return 404, 404, 404, 404, status, 404, 404


def student(status: int) -> Statuses:
    return 404, 404, status, 404, 404, 404, 404


def class_(status: int) -> Statuses:
    return 404, 404, status, 404, status, status, 404


def account(status: int) -> Statuses:
    """Only those with an account; the others are sent to log in."""
    return 302, 302, 302, 302, status, 302, status


def read(who: Statuses) -> dict[str, Statuses]:
    return {"GET": who, "HEAD": who}


def post(who: Statuses) -> dict[str, Statuses]:
    return {"POST": who}


def of(name: str, *more: object) -> Address:
    return lambda stage: reverse(name, args=[stage.room.id, *more])


def plan_of(name: str, *more: object) -> Address:
    return lambda stage: reverse(name, args=[stage.workshop.id, *more])


def seat_stream(stage: Stage) -> str:
    address = reverse("seat_stream", args=[stage.room.id])
    return f"{address}?runs={stage.room.id.hex}.0,{stage.run.id.hex}.0"


def strange_run(stage: Stage) -> str:
    address = reverse("seat_stream", args=[stage.room.id])
    return f"{address}?runs={stage.room.id.hex}.0,{uuid4().hex}.0"


def invitation(stage: Stage) -> str:
    return reverse("co_teach", args=[stage.room.id, co_token(stage.room)])


def class_stream(stage: Stage) -> str:
    return reverse("class_stream", args=[stage.room.id]) + f"?runs={stage.room.id.hex}.1"


def step(number: int, **more: str) -> dict[str, str]:
    return {"step": str(number), **more}


TABLE: dict[str, list[Door]] = {
    "join": [
        Door(lambda _: "/join", {**read(everybody(200)), **post(everybody(422))}),
        Door(
            lambda _: "/join",
            {**read(everybody(200)), **post(everybody(422))},
            {"code": "AAAAAAAA"},
        ),
    ],
    "workshops": [Door(lambda _: "/workshops", read(everybody(200)))],
    "make_workshop": [
        Door(lambda _: "/workshops/make", post(account(302)), {"lab": "clockwork"}),
        Door(lambda _: "/workshops/make", post(account(404))),
    ],
    "import_workshop": [Door(lambda _: "/workshops/import", post(account(422)))],
    "workshop": [Door(plan_of("workshop"), read(owner(200)))],
    "edit_workshop": [
        Door(plan_of("edit_workshop"), post(owner(302)), {"title": "Ticks"}),
        Door(plan_of("edit_workshop"), post(owner(422))),
    ],
    "add_step": [
        Door(plan_of("add_step"), post(owner(302)), {"from": "clockwork"}),
        Door(plan_of("add_step"), post(owner(404))),
    ],
    "edit_step": [
        Door(plan_of("edit_step", 1), {**read(owner(200)), **post(owner(422))}),
        Door(plan_of("edit_step", 99), {**read(owner(404)), **post(owner(404))}),
    ],
    "move_step": [
        Door(plan_of("move_step", 1), post(owner(302)), {"where": "copy"}),
        Door(plan_of("move_step", 1), post(owner(404))),
    ],
    "look_as_student": [
        Door(plan_of("look_as_student", 1), read(owner(200))),
        Door(plan_of("look_as_student", 99), read(owner(404))),
    ],
    "duplicate_workshop": [Door(plan_of("duplicate_workshop"), post(owner(302)))],
    "export_workshop": [Door(plan_of("export_workshop"), read(owner(200)))],
    "open_room": [Door(plan_of("open_room"), post(owner(302)))],
    "delete_workshop": [Door(plan_of("delete_workshop"), {**read(owner(200)), **post(owner(302))})],
    "wall": [
        Door(of("wall"), read(teachers(200))),
        Door(lambda _: reverse("wall", args=[uuid4()]), read(everybody(404))),
    ],
    "wall_stream": [Door(of("wall_stream"), {"GET": teachers(200)})],
    "pace_room": [
        Door(of("pace_room"), post(teachers(302)), {"pace": "self", "first": "1", "last": "1"}),
        Door(of("pace_room"), post(teachers(422))),
    ],
    "pause_room": [Door(of("pause_room"), post(teachers(302)), {"pause": "no"})],
    "reveal_step": [
        Door(of("reveal_step"), post(teachers(302)), step(1)),
        Door(of("reveal_step"), post(teachers(422))),
    ],
    "reset_step": [Door(of("reset_step"), post(teachers(302)), step(3))],
    "anonymise_room": [Door(of("anonymise_room"), post(teachers(302)))],
    "end_room": [Door(of("end_room"), post(owner(302)))],
    "delete_room": [Door(of("delete_room"), {**read(owner(200)), **post(owner(302))})],
    "to_class": [Door(of("to_class"), read(teachers(200)))],
    "class_stream": [Door(class_stream, {"GET": teachers(200)})],
    "overlay_seats": [Door(of("overlay_seats"), read(teachers(200)))],
    "room_csv": [Door(of("room_csv"), read(teachers(200)))],
    "room_code": [Door(of("room_code"), read(teachers(200)))],
    "co_teach": [
        Door(invitation, {**read(everybody(200)), **post(everybody(302))}),
        Door(of("co_teach", "0" * 32), {**read(everybody(404)), **post(everybody(404))}),
    ],
    "pool": [
        Door(of("pool", 4), read(class_(200))),
        Door(of("pool", 1), read(everybody(404))),
    ],
    "pool_stream": [
        Door(of("pool_stream", 4), {"GET": class_(200)}),
        Door(of("pool_stream", 1), {"GET": everybody(404)}),
    ],
    "student": [
        Door(of("student", 1), read(teachers(200))),
        Door(of("student", 99), read(everybody(404))),
    ],
    "seat_picture": [Door(of("seat_picture", 1), read(teachers(200)))],
    "decide_seat": [Door(of("decide_seat", 1), post(teachers(302)))],
    "pin_seat": [Door(of("pin_seat", 1), post(teachers(302)))],
    "show_seat": [Door(of("show_seat", 1), post(teachers(302)))],
    "seat": [Door(of("seat"), read(student(200)))],
    "seat_stream": [
        Door(seat_stream, {"GET": student(200)}),
        Door(strange_run, {"GET": everybody(404)}),
    ],
    "look_at_step": [Door(of("look_at_step"), read(student(200)))],
    "go_to_step": [
        Door(of("go_to_step"), post(student(302)), step(2)),
        Door(of("go_to_step"), post(student(422)), step(99)),
    ],
    "run_step": [
        Door(of("run_step"), post(student(302)), step(2)),
        Door(of("run_step"), post(student(422)), step(1)),
    ],
    "cancel_step": [Door(of("cancel_step"), post(student(302)), step(2))],
    "answer_step": [
        Door(of("answer_step"), post(student(302)), step(1, answer="3")),
        Door(of("answer_step"), post(student(422)), step(1)),
    ],
    "bet_on_step": [Door(of("bet_on_step"), post(student(422)), step(2, bet="3"))],
    "agree_to_show": [Door(of("agree_to_show"), post(student(302)), step(2))],
    "leave_room": [Door(of("leave_room"), post(student(302)))],
}


@pytest.fixture
def stage(
    transactional_db: None,
    ada: User,
    ben: Guest,
    cleo: Guest,
    plan: Plan,
    client_of: Callable[[Guest | User], Client],
) -> Stage:
    pooled = Step(lab="spacetime_patches", title="Together", pooled=True)
    plan = plan.model_copy(update={"steps": (*plan.steps, pooled)})
    room = open_room(ada.guest, plan)
    bens = take_seat(room, ben, "Ben")
    run = run_step(bens, room, 2, room.step(2).params())
    eve = User(email="eve@example.org", guest=Guest.objects.create())
    eve.set_unusable_password()
    eve.save()
    take_seat(open_room(eve.guest, plan), cleo, "Cleo")
    helper = Guest.objects.create()
    co_teach(room, helper)
    browsers = {
        "nobody": Client(),
        "guest": client_of(Guest.objects.create()),
        "student": client_of(ben),
        "other_student": client_of(cleo),
        "teacher": client_of(ada),
        "co_teacher": client_of(helper),
        "other_teacher": client_of(eve),
    }
    return Stage(room, make_workshop(ada.guest, plan), run, browsers)


def doors() -> Iterator[tuple[str, Door]]:
    for name, all_of_it in TABLE.items():
        for door in all_of_it:
            yield name, door


@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(name: str, stage: Stage) -> None:
    for door in TABLE[name]:
        address = door.address(stage)
        for method in METHODS:
            # Whoever may comes last: what they do may take the room away from those after them.
            order = sorted(WHO, key=lambda who: (WHO.index(who) in {4, 5}, who == "teacher"))
            got = {who: status(stage.browsers[who], method, address, door.sent) for who in order}
            expected = door.answers.get(method, everybody(405))
            assert tuple(got[who] for who in WHO) == expected, f"{method} {address}"


def status(browser: Client, method: str, address: str, sent: dict[str, str]) -> int:
    answer = browser.generic(method, address, urlencode(sent), FORM)
    answer.close()
    return answer.status_code


@pytest.mark.parametrize(("name", "door"), [each for each in doors() if "POST" in each[1].answers])
def test_nothing_is_written_without_the_forms_own_token(
    name: str, door: Door, stage: Stage
) -> None:
    answer = Client(enforce_csrf_checks=True).post(door.address(stage))
    assert answer.status_code == 403


def test_looking_makes_nobody_a_guest(stage: Stage) -> None:
    browser = Client()
    for _, door in doors():
        if "GET" in door.answers:
            browser.get(door.address(stage)).close()
    assert "guest" not in browser.cookies
