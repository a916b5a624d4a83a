"""What a link lets a program do."""

import asyncio
import json
import re

import pytest
from asgiref.sync import async_to_sync
from django.db.models.functions import Now
from django.test import AsyncClient, Client

from explorer.accounts.models import Guest, User
from explorer.experiments import services, standing
from explorer.experiments.models import Experiment, Share
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.experiments.tokens import token_of
from tests.explorer.api.conftest import the_hub_has_left
from tests.explorer.experiments.stories import experiment_of, finish, finished, queued

pytestmark = pytest.mark.django_db


def link_to(guest: Guest, *runs, **words) -> Share:
    return share_experiment(experiment_of(guest, *runs, **words), None)


def address(share: Share, path: str = "") -> str:
    return f"/api/v1/shared/{token_of(share.id)}{path}"


def fork(program: Client, share: Share, **asked: object):
    return program.post(address(share, "/fork"), asked, "application/json")


def test_a_link_tells_title_notes_and_how_each_run_stands(ada: User, client: Client) -> None:
    runs = [finished(ada.guest, seed=7), queued(ada.guest, seed=8)]
    share = link_to(ada.guest, *runs, notes="Seen *once*.", tags=("clock",))
    told = client.get(address(share)).json()
    assert (told["title"], told["notes"], told["tags"]) == ("Noise", "Seen *once*.", ["clock"])
    assert told["author"] == "Ada"
    assert [each["state"] for each in told["runs"]] == ["finished", "waking"]
    assert told["runs"][0]["made"].startswith("lab version 1, seed 7, CPU, numpy 2.3.1, torch ")
    assert told["runs"][1]["files"] == {}


def test_who_hides_their_name_is_not_named(ada: User, client: Client) -> None:
    share = share_experiment(experiment_of(ada.guest), None, hides_name=True)
    assert "Ada" not in client.get(address(share)).content.decode()


def test_every_file_named_is_there_until_the_link_ends(ben: Guest, client: Client) -> None:
    share = link_to(ben, finished(ben))
    run = client.get(address(share, "/runs/1")).json()
    paths = [url.removeprefix("http://testserver") for url in run["files"].values()]
    assert {client.get(path).status_code for path in (*paths, run["result"])} == {200}
    withdraw_share(share)
    assert {client.get(path).status_code for path in paths} == {404}


def test_events_and_result_come_whole_and_in_order(ben: Guest, client: Client) -> None:
    share = link_to(ben, finished(ben))
    events = client.get(address(share, "/runs/1/events")).json()
    assert [each["event"] for each in events] == ["started", "ticked", "claimed", "finished"]
    assert client.get(address(share, "/runs/1/events?after=2")).json() == events[2:]
    result = client.get(address(share, "/runs/1/result")).json()
    assert result["events"] == events[1:3]
    assert result["claims"][0]["verdict"] == "holds"


def test_a_link_never_tells_the_runs_own_address(ben: Guest, client: Client) -> None:
    run = finished(ben)
    share = link_to(ben, run)
    for path in ("", "/runs/1", "/runs/1/events", "/runs/1/result"):
        told = client.get(address(share, path)).content.decode()
        assert str(run.id) not in told
        assert run.id.hex not in told


@pytest.mark.parametrize("path", ["", "/runs/1", "/runs/1/events", "/runs/1/follow",
                                  "/runs/1/result"])  # fmt: skip
def test_links_that_open_nothing_are_one_and_the_same(ben: Guest, path: str) -> None:
    withdrawn, expired = link_to(ben, finished(ben)), link_to(ben)
    withdraw_share(withdrawn)
    Share.objects.filter(id=expired.id).update(expires_at=Now())
    tokens = [token_of(withdrawn.id), token_of(expired.id), "A" * 32, "x", "ü", "a" * 5000]
    answers = [Client().get(f"/api/v1/shared/{token}{path}") for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_fork_holds_the_runs_and_names_what_it_changes(
    ben: Guest, cleo: Guest, cleos: Client
) -> None:
    run = finished(ben, steps=3)
    share = link_to(ben, run, notes="Ben's own words")
    told = fork(cleos, share).json()
    assert (told["runs"], told["notes"]) == ([str(run.id)], "")
    changed = finished(cleo, steps=5)
    services.keep_runs(Experiment.objects.get(id=told["id"]), [changed])
    family = cleos.get(f"/api/v1/experiments/{told['id']}/family").json()
    assert [(each["title"], each["here"]) for each in family] == [
        ("Noise", False),
        (told["title"], True),
    ]
    assert family[1]["changed"] == "1 change from the original: steps 3 → 5"
    assert family[0]["url"] == f"http://testserver/s/{share.token}"


def test_what_a_fork_came_from_has_no_name_for_strangers(
    ben: Guest, cleo: Guest, client: Client
) -> None:
    run = finished(ben)
    forked = services.fork(link_to(ben, run, title="Ben's own"), run, cleo)
    family = client.get(address(share_experiment(forked, None))).json()["family"]
    assert [each["title"] for each in family] == ["", forked.title]


def test_a_fork_sets_out_from_the_run_that_is_asked_for(ben: Guest, cleos: Client) -> None:
    runs = [finished(ben, seed=1), finished(ben, seed=2)]
    share = link_to(ben, *runs)
    forks = [fork(cleos, share, **asked).json()["id"] for asked in ({"run": 1}, {})]
    found = [Experiment.objects.get(id=each).original_id for each in forks]
    assert found == [run.id for run in runs]
    assert fork(cleos, share, run=3).status_code == 404


def test_who_has_too_many_experiments_forks_nothing(
    ben: Guest, cleos: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = link_to(ben, finished(ben))
    monkeypatch.setattr(services, "MOST_EXPERIMENTS", 0)
    answer = fork(cleos, share)
    assert answer.status_code == 409
    assert "delete some" in answer.json()["detail"]


def heard(share: Share, then, after: str = "") -> list[tuple[str, dict]]:
    """Follow a shared run until its stream closes; do something once it has begun."""

    async def follow() -> str:
        headers = {"Last-Event-ID": after} if after else {}
        answer = await AsyncClient().get(address(share, "/runs/1/follow"), headers=headers)
        stream = answer.streaming_content
        told = [(await anext(stream)).decode()]
        await standing.in_thread(then)()
        told += [each.decode() async for each in stream]
        await the_hub_has_left()
        return "".join(told)

    text = async_to_sync(asyncio.wait_for)(follow(), 30)
    found = re.findall(r"^event: (\w+)\ndata: (.*)$", text, re.MULTILINE)
    return [(word, json.loads(data)) for word, data in found]


@pytest.mark.django_db(transaction=True)
def test_a_run_under_way_is_followed_through_its_link(ben: Guest) -> None:
    run = queued(ben)
    told = heard(link_to(ben, run), lambda: finish(run, []))
    assert [word for word, _ in told] == ["started", "finished", "settled"]


@pytest.mark.django_db(transaction=True)
def test_a_program_goes_on_after_the_event_that_it_heard_last(ben: Guest) -> None:
    told = heard(link_to(ben, finished(ben)), lambda: None, after="3")
    assert [word for word, _ in told] == ["finished", "settled"]


@pytest.mark.django_db(transaction=True)
def test_an_open_stream_closes_when_its_link_is_withdrawn(
    ben: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "BETWEEN_LOOKS_SECONDS", 0.05)
    share = link_to(ben, queued(ben))
    assert heard(share, lambda: withdraw_share(share)) == [
        ("closed", {"detail": "this link is no longer open"})
    ]
