"""Links: who may read through them, what they show, and how they end."""

import asyncio
import re
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models.functions import Now
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext

from explorer.accounts.models import Guest, User
from explorer.experiments import drawing, sharing, standing
from explorer.experiments.models import Experiment, Share
from explorer.experiments.services import NoRoom, edit_experiment, fork
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.experiments.tokens import token_of
from explorer.experiments.words import Words
from tests.explorer.experiments.stories import experiment_of, finish, finished, queued

pytestmark = pytest.mark.django_db

TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def shared(guest: Guest, *runs, **more) -> tuple[Experiment, Share]:
    experiment = experiment_of(guest, *runs, **more)
    return experiment, share_experiment(experiment, None)


def read(share: Share, browser: Client | None = None, query: str = ""):
    return (browser or Client()).get(f"/s/{token_of(share.id)}{query}")


def test_a_link_shows_result_notes_and_how_it_was_made_to_whoever_holds_it(ben: Guest):
    run = finished(ben, seed=7)
    _, share = shared(ben, run, notes="Seen *once*.", tags=("clock",))
    page = read(share).content.decode()
    assert "<li>1: 1</li>" in page
    assert "Seen <em>once</em>." in page
    assert "Lab version 1, seed 7, CPU, numpy 2.3.1, torch 2.13.0, " in page
    assert re.search(r"torch 2\.13\.0, [\d.e-]+ s\.", page)
    assert ">holds</p>" in page
    assert ">Fork</button>" in page


def test_a_link_lets_nobody_change_anything(ben: Guest, cleo: Guest, client_of):
    experiment, share = shared(ben, finished(ben))
    page = read(share, client_of(cleo)).content.decode()
    forms = re.findall(r'<form[^>]* action="([^"]+)"', page)
    assert forms == [f"/s/{share.token}/fork"]
    assert client_of(cleo).post(f"/experiments/{experiment.id}/edit", {"title": "Mine"})
    experiment.refresh_from_db()
    assert experiment.title == "Noise"


def test_the_token_has_192_bits_and_is_nowhere_in_the_database(ben: Guest):
    _, share = shared(ben)
    assert re.fullmatch(r"[\w-]{32}", share.token)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(share)::text FROM experiments_share AS share")
        assert share.token not in cursor.fetchone()[0]


def test_no_two_links_share_a_token(ben: Guest):
    experiment = experiment_of(ben)
    assert len({share_experiment(experiment, None).token for _ in range(20)}) == 20


def test_another_secret_key_opens_links_but_shows_them_no_more(ben: Guest, settings, client_of):
    experiment, share = shared(ben)
    token = share.token
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    assert Client().get(f"/s/{token}").status_code == 200
    assert Share.objects.get().token is None
    page = client_of(ben).get(f"/experiments/{experiment.id}").content.decode()
    assert token not in page


def test_withdrawn_expired_and_unknown_links_are_one_and_the_same(ben: Guest):
    _, withdrawn = shared(ben, finished(ben))
    _, expired = shared(ben)
    withdraw_share(withdrawn)
    Share.objects.filter(id=expired.id).update(expires_at=Now())
    tokens = [token_of(withdrawn.id), token_of(expired.id), "A" * 32, "x", "ü", "a" * 5000]
    answers = [Client().get(f"/s/{token}") for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_link_ends_when_its_time_is_up(ben: Guest):
    share = share_experiment(experiment_of(ben), timedelta(seconds=-1))
    assert read(share).status_code == 404


@pytest.mark.parametrize(("lasts", "days"), [("day", 1), ("week", 7), ("nonsense", 30)])
def test_the_owner_says_how_long_a_link_works(ben: Guest, client_of, lasts: str, days: int):
    experiment = experiment_of(ben)
    client_of(ben).post(f"/experiments/{experiment.id}/share", {"lasts": lasts})
    share = Share.objects.get()
    assert share.expires_at
    assert abs(share.expires_at - share.created_at - timedelta(days=days)) < timedelta(minutes=1)


def test_the_author_is_named_unless_they_hide_it(ada: User):
    experiment = experiment_of(ada.guest)
    assert "Shared by Ada" in read(share_experiment(experiment, None)).content.decode()
    hidden = share_experiment(experiment, None, hides_name=True)
    page = read(hidden).content.decode()
    assert "Ada" not in page
    assert "ada@example.org" not in page


def test_an_address_is_never_shown_in_place_of_a_name(ada: User):
    User.objects.update(name="")
    page = read(share_experiment(experiment_of(ada.guest), None)).content.decode()
    assert "ada@example.org" not in page


def test_the_most_links_that_work_at_once_is_said(ben: Guest, monkeypatch, client_of):
    monkeypatch.setattr(sharing, "MOST_SHARES", 1)
    experiment, _ = shared(ben)
    with pytest.raises(NoRoom, match="1 links to this experiment work, and 1 is the most"):
        share_experiment(experiment, None)
    assert client_of(ben).post(f"/experiments/{experiment.id}/share").status_code == 422


def test_a_run_of_several_is_chosen_by_its_number(ben: Guest):
    _, share = shared(ben, finished(ben, seed=1), finished(ben, seed=2))
    assert "seed 2," in read(share).content.decode()
    assert "seed 1," in read(share, query="?run=1").content.decode()


@pytest.mark.parametrize("wrong", ["9", "x", "-1", "1e309", "%00", "9" * 5000, "<script>"])
def test_a_number_that_is_none_falls_back_and_is_said(ben: Guest, wrong: str):
    _, share = shared(ben, finished(ben, seed=1))
    answer = read(share, query=f"?run={wrong}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "but it must be one of 1; the newest is shown instead" in page
    assert "<script>" not in re.sub(r"<script src[^>]*>", "", page)


def test_a_link_to_an_empty_experiment_says_that_it_is_empty(ben: Guest):
    _, share = shared(ben)
    assert "No run is in this experiment yet" in read(share).content.decode()


def test_search_engines_and_other_sites_learn_nothing_of_a_link(ben: Guest):
    answer = read(shared(ben, finished(ben))[1])
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "private" in answer["Cache-Control"]


def tables_asked(share: Share, browser: Client) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        read(share, browser)
    found = [re.match(r'\s*SELECT "(\w+)"', each["sql"])[1] for each in asked.captured_queries]
    return sorted(found)


@pytest.mark.parametrize("runs", [1, 3])
def test_a_share_page_asks_one_query_for_each_kind_of_thing(ben: Guest, cleo, client_of, runs):
    drawing.forget_all()
    _, share = shared(ben, *(finished(ben, seed=seed) for seed in range(runs)))
    asked = tables_asked(share, client_of(cleo))
    assert asked == ["experiments_kept", "experiments_share", "runs_runevent"]


def test_the_family_of_a_fork_costs_its_maker_one_query_for_each_kind_more(ben, cleo, client_of):
    run = finished(ben)
    _, share = shared(ben, run)
    for _ in range(3):
        fork(share, run, cleo)
    read(share, client_of(cleo))
    asked = tables_asked(share, client_of(cleo))
    assert len(asked) == len(set(asked)) <= 3


def test_a_stranger_who_reads_again_costs_one_query(ben: Guest):
    _, share = shared(ben, finished(ben))
    first = read(share).content
    with CaptureQueriesContext(connection) as asked:
        again = read(share).content
    assert len(asked) == 1
    assert TOKENS.sub(b"", again) == TOKENS.sub(b"", first)


def test_what_its_author_changes_shows_at_once(ada: User):
    experiment, share = shared(ada.guest, finished(ada.guest))
    read(share)
    edit_experiment(experiment, Words("Another title", "Other notes"))
    User.objects.update(name="Countess")
    page = read(share).content.decode()
    assert "Another title" in page
    assert "Other notes" in page
    assert "Shared by Countess" in page


def test_a_run_under_way_is_drawn_anew_each_time(ben: Guest):
    run = queued(ben)
    _, share = shared(ben, run)
    assert "waking a worker" in read(share).content.decode()
    finish(run, [])
    assert ">kept<" in read(share).content.decode()


def test_what_has_ended_is_drawn_once(ben: Guest):
    drawing.forget_all()
    _, share = shared(ben, finished(ben))
    read(share)
    with CaptureQueriesContext(connection) as asked:
        read(share)
    assert not [each for each in asked.captured_queries if "runs_runevent" in each["sql"]]


def messages(share: Share, until) -> list[str]:
    """Follow a shared run until a message satisfies ``until``, or the stream closes."""

    async def follow() -> list[str]:
        answer = await AsyncClient().get(f"/s/{token_of(share.id)}/stream?run=1")
        told: list[str] = []
        async for message in answer.streaming_content:
            told.append(message.decode())
            if await until(told[-1]):
                break
        return told

    return async_to_sync(asyncio.wait_for)(follow(), 30)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_ended_is_replayed_through_its_link(ben: Guest):
    run = finished(ben)
    _, share = shared(ben, run)

    async def never(_: str) -> bool:
        return False

    told = "".join(messages(share, never))
    assert "<li>1: 1</li>" in told
    assert "event: settled" in told
    assert "Take it with you" in told
    assert str(run.id) not in told
    assert run.id.hex not in told


@pytest.mark.django_db(transaction=True)
def test_a_reader_goes_on_after_the_event_they_heard_last(ben: Guest):
    _, share = shared(ben, finished(ben))

    async def follow() -> str:
        path = f"/s/{share.token}/stream?run=1"
        answer = await AsyncClient().get(path, headers={"Last-Event-ID": "2"})
        return "".join([each.decode() async for each in answer.streaming_content])

    told = async_to_sync(asyncio.wait_for)(follow(), 30)
    assert "<li>1: 1</li>" not in told
    assert "event: settled" in told


@pytest.mark.parametrize(
    "query", ["", "?run=x", "?run=2", "?run=1&after=-1", "?run=1&after=" + "9" * 40, "?runs=1.0"]
)
def test_a_stream_that_makes_no_sense_is_none(ben: Guest, query: str):
    _, share = shared(ben, finished(ben))
    assert Client().get(f"/s/{share.token}/stream{query}").status_code == 404


def test_links_are_looked_at_often_enough_to_close_within_five_seconds():
    assert standing.BETWEEN_LOOKS_SECONDS <= 2.5


@pytest.mark.django_db(transaction=True)
def test_an_open_stream_closes_when_its_link_is_withdrawn(ben: Guest, monkeypatch):
    monkeypatch.setattr(standing, "BETWEEN_LOOKS_SECONDS", 0.05)
    run = queued(ben)
    _, share = shared(ben, run)

    async def withdraw(_: str) -> bool:
        await standing.in_thread(withdraw_share)(share)
        return False

    told = messages(share, withdraw)
    assert "This link is no longer open" in told[-1]
    assert "event: settled" in told[-1]


@pytest.mark.django_db(transaction=True)
def test_an_open_stream_goes_on_while_its_link_stands(ben: Guest, monkeypatch):
    monkeypatch.setattr(standing, "BETWEEN_LOOKS_SECONDS", 0.05)
    run = queued(ben)
    _, share = shared(ben, run)
    waited: list[str] = []

    async def tell(message: str) -> bool:
        if not waited:
            waited.append(message)
            await standing.in_thread(finish)(run, [])
        return False

    assert messages(share, tell)[-1].startswith("event: settled")
