"""One experiment of a whole class: parts that are dealt, bets that are ranked, one picture."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from explorer.accounts.models import Guest, User
from explorer.catalog.previews import previewed
from explorer.runs.models import Run, RunState
from explorer.runs.writing import append, settle_run
from explorer.workshops.aliases import alias
from explorer.workshops.models import Bet, Room, Seat
from explorer.workshops.plans import Plan, Question, Step
from explorer.workshops.pooling import PoolPage
from explorer.workshops.rooms import open_room, reveal
from explorer.workshops.seats import SeatRefused, answer_step, bet_on_step, run_step, take_seat
from explorer.workshops.starting import template_of
from explorer.workshops.steps import held_out, own_params
from labs.registry import labs

pytestmark = pytest.mark.django_db

LAW = Step(
    lab="scaling_laws", title="One law", settings={"source": "live", "sweep": "small"}, pooled=True
)
GUESS = Step(
    lab="optimizer_memory",
    title="Guess",
    settings={"mode": "formula"},
    question=Question(kind="number", text="How many GiB?", low=0, high=200, sets="guess"),
    pooled=True,
)


@pytest.fixture
def room(ada: User) -> Room:
    return open_room(ada.guest, Plan(title="Together", steps=(LAW, GUESS)))


def at(name: str, room: Room, *more: int) -> str:
    return reverse(name, args=[room.id, *more])


def test_each_student_is_dealt_a_part_and_neighbours_another() -> None:
    parts = [own_params(LAW, number) for number in range(1, 13)]
    assert len(set(parts)) == 12
    assert all(part.changed()["source"] == "live" for part in parts)


def test_the_answer_becomes_the_setting_that_the_question_names() -> None:
    assert own_params(GUESS, 1, 40.0).changed()["guess"] == 40.0


@pytest.mark.django_db(transaction=True)
def test_everybody_bets_before_they_run(room: Room, bens: Seat, student: Client) -> None:
    page = student.get(at("seat", room)).content.decode()
    assert "Your bet, between" in page
    assert 'id="stage"' not in page
    refused = student.post(at("run_step", room), {"step": "1"})
    assert b"the bet comes first" in refused.content.lower()
    wrong = student.post(at("bet_on_step", room), {"step": "1", "bet": "99"})
    assert wrong.status_code == 422
    student.post(at("bet_on_step", room), {"step": "1", "bet": "1.5"})
    assert "You bet <strong>1.5</strong>" in student.get(at("seat", room)).content.decode()
    student.post(at("run_step", room), {"step": "1"})
    assert Run.objects.get().params["cell"] == own_params(LAW, bens.number).changed()["cell"]


def test_the_wall_ranks_the_bets_once_they_are_revealed(
    room: Room, bens: Seat, cleo: Guest, teacher: Client, student: Client
) -> None:
    asked = held_out(LAW)
    assert asked
    cleos = take_seat(room, cleo, "Cleo")
    bet_on_step(bens, room, 1, asked.measured + 0.5)
    bet_on_step(cleos, room, 1, asked.measured - 0.1)
    assert "It was" not in teacher.get(at("pool", room, 1)).content.decode()
    reveal(room, 1)
    room.refresh_from_db()
    assert [(each.place, each.name) for each in PoolPage(room, 1).ranks] == [
        (1, "Cleo"), (2, "Ben"),
    ]  # fmt: skip
    seen = student.get(at("pool", room, 1)).content.decode()
    assert "(you)" in seen
    assert "Cleo" not in seen
    assert alias(cleos) in seen
    with pytest.raises(SeatRefused, match="bets are closed"):
        bet_on_step(bens, room, 1, 2.0)
    assert Bet.objects.count() == 2


def test_the_guesses_of_a_class_are_drawn_as_one_picture(
    room: Room, ben: Guest, cleo: Guest, teacher: Client
) -> None:
    for guest, guess in ((ben, 30.0), (cleo, 90.0)):
        seat = take_seat(room, guest, "x")
        answer_step(seat, room, 2, guess)
        run = run_step(seat, room, 2, own_params(GUESS, seat.number, guess))
        append(run, previewed(run.lab, run.lab_params()))
        settle_run(run, RunState.FINISHED, started_at=run.created_at)
    html = teacher.get(at("pool", room, 2)).content.decode()
    assert "2 students ran their part" in html
    assert "2 guesses" in html


def test_the_plans_that_ship_make_one_experiment_of_a_class() -> None:
    for slug in ("scaling_laws", "optimizer_memory"):
        (step,) = (each for each in template_of(slug).steps if each.pooled)
        assert labs()[slug].pool
        assert own_params(step, 1, 40.0) != own_params(step, 2, 50.0)


def test_a_step_that_no_lab_can_pool_has_no_page(
    plan: Plan, ada: User, client_of: Callable[[User], Client]
) -> None:
    room = open_room(ada.guest, plan)
    assert client_of(ada).get(at("pool", room, 1)).status_code == 404
