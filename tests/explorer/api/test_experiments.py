"""Experiments and links as a program keeps them."""

import pytest
from django.test import Client

from explorer.accounts.models import Guest
from explorer.experiments.models import Experiment
from explorer.experiments.sharing import share_experiment
from tests.explorer.experiments.stories import experiment_of, finished, queued

pytestmark = pytest.mark.django_db
ALL = "/api/v1/experiments"


def send(program: Client, path: str, how: str = "post", **body: object):
    return getattr(program, how)(path, body, "application/json")


def made(program: Client, **words: object) -> str:
    answer = send(program, ALL, **{"title": "Noise", **words})
    assert answer.status_code == 201
    return f"{ALL}/{answer.json()['id']}"


def test_a_run_is_kept_in_an_experiment_and_taken_out_again(bens: Client) -> None:
    run = send(bens, "/api/v1/labs/clockwork/runs", steps=2).json()["id"]
    address = made(bens, notes="*why*", tags=["noise", "first"])
    assert send(bens, f"{address}/runs", run=run).json()["runs"] == [run]
    assert send(bens, f"{address}/runs", run=run).json()["runs"] == [run]
    told = bens.get(address).json()
    assert (told["notes"], told["tags"]) == ("*why*", ["noise", "first"])
    assert bens.delete(f"{address}/runs/{run}").status_code == 204
    assert bens.get(address).json()["runs"] == []


def test_words_are_replaced_and_experiments_deleted(bens: Client) -> None:
    address = made(bens)
    assert send(bens, address, "put", title="Less noise").json()["title"] == "Less noise"
    assert bens.get(ALL).json()["count"] == 1
    assert bens.delete(address).status_code == 204
    assert not Experiment.objects.exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"q": "noi"}, ["Noise"]), ({"lab": "clockwork"}, ["Noise"]), ({"state": "empty"}, ["Else"]),
     ({"q": "nothing"}, []), ({"state": "live"}, []), ({"limit": 1}, ["Else"])],
)  # fmt: skip
def test_a_list_is_searched_and_filtered(
    ben: Guest, bens: Client, asked: dict, found: list
) -> None:
    experiment_of(ben, finished(ben))
    experiment_of(ben, title="Else")
    told = bens.get(ALL, asked).json()
    assert [each["title"] for each in told["experiments"]] == found


@pytest.mark.parametrize("asked", [{"q": "a\0"}, {"q": "x" * 101}, {"lab": "a"}, {"state": "b"}])
def test_what_makes_no_sense_is_said_and_asks_for_nothing(
    ben: Guest, bens: Client, asked: dict
) -> None:
    experiment_of(ben)
    told = bens.get(ALL, asked).json()
    assert told["count"] == len(told["notices"]) == 1


def test_a_link_opens_the_experiment_until_it_is_withdrawn(bens: Client, client: Client) -> None:
    address = made(bens)
    share = send(bens, f"{address}/shares", days=2, hides_name=True).json()
    path = share["url"].removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    assert [each["id"] for each in bens.get(f"{address}/shares").json()] == [share["id"]]
    assert bens.delete(f"{address}/shares/{share['id']}").status_code == 204
    assert client.get(path).status_code == 404


def test_what_is_not_ones_own_does_not_exist(bens: Client, cleos: Client) -> None:
    address = made(bens)
    assert cleos.get(address).status_code == 404
    assert send(cleos, address, "put", title="Mine").status_code == 404
    assert send(cleos, f"{address}/shares").status_code == 404
    assert cleos.delete(address).status_code == 404
    assert Experiment.objects.get().title == "Noise"


def test_a_result_of_somebody_else_is_kept_by_its_id(ben: Guest, cleos: Client) -> None:
    run = str(finished(ben).id)
    assert send(cleos, f"{made(cleos)}/runs", run=run).json()["runs"] == [run]


def test_a_run_under_way_of_somebody_else_cannot_be_kept(bens: Client, cleos: Client) -> None:
    run = send(cleos, "/api/v1/labs/clockwork/runs", steps=2).json()["id"]
    assert send(bens, f"{made(bens)}/runs", run=run).status_code == 404


def test_runs_are_compared_by_what_differs_and_by_their_claims(ben: Guest, bens: Client) -> None:
    kept, shared = finished(ben, steps=3), finished(ben, steps=4)
    link = share_experiment(experiment_of(ben, shared), None).token
    told = bens.get("/api/v1/compare", {"runs": [str(kept.id), f"/s/{link}"]}).json()
    assert told["lab"] == "clockwork"
    assert [each["named"] for each in told["runs"]] == [str(kept.id), f"/s/{link}?run=1"]
    assert told["differing"] == [{"setting": "steps", "values": ["3", "4"]}]
    assert [each["claims"][0]["verdict"] for each in told["runs"]] == ["holds", "holds"]


def test_what_cannot_be_compared_is_said(ben: Guest, bens: Client, cleos: Client) -> None:
    hidden = queued(ben)
    told = cleos.get("/api/v1/compare", {"runs": [str(hidden.id), "nonsense"]}).json()
    assert told["runs"] == []
    assert any("names no run" in said for said in told["notices"])
    assert any("no runs can be compared" in said for said in told["notices"])


@pytest.mark.parametrize(
    "words", [{"title": ""}, {"title": "  "}, {"title": "x" * 121}, {"title": "a\0b"},
              {"title": "x", "tags": ["t"] * 11}, {"title": "x", "days": 1, "notes": "n" * 20_001}],
)  # fmt: skip
def test_words_that_break_a_rule_are_refused_by_name(bens: Client, words: dict) -> None:
    answer = send(bens, ALL, **words)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not Experiment.objects.exists()
