"""The list of one's experiments."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from explorer.accounts.models import Guest
from explorer.experiments.models import Experiment
from tests.explorer.experiments.stories import experiment_of, finished, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(ben: Guest, client_of):
    def get(**query: object) -> str:
        answer = client_of(ben).get("/experiments", query)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_only_ones_own_are_listed(ben: Guest, cleo: Guest, listed):
    experiment_of(ben, title="Mine")
    experiment_of(cleo, title="Theirs")
    page = listed()
    assert "Mine" in page
    assert "Theirs" not in page


@pytest.mark.parametrize("words", ["nOiSe", "chinchilla", "bold"])
def test_titles_tags_and_notes_are_searched(ben: Guest, listed, words: str):
    experiment_of(ben, title="Noise study", tags=("chinchilla",), notes="**bold** words")
    experiment_of(ben, title="Other")
    page = listed(q=words)
    assert "Noise study" in page
    assert ">Other<" not in page


def test_wildcards_are_letters_like_others(ben: Guest, listed):
    experiment_of(ben, title="Noise study")
    assert "No experiment of yours is like that" in listed(q="%")


def test_states_and_labs_are_filters(ben: Guest, listed):
    experiment_of(ben, finished(ben), title="Done")
    experiment_of(ben, queued(ben, seed=1), title="Live")
    experiment_of(ben, title="Empty one")
    assert ">Done</a>" in listed(state="kept", lab="clockwork")
    assert ">Live</a>" not in listed(state="kept")
    assert ">Live</a>" in listed(state="live")
    assert ">Empty one</a>" in listed(state="empty")
    assert "No experiment of yours is like that" in listed(lab="scaling_laws")


def test_a_filtered_experiment_still_counts_all_its_runs(ben: Guest, listed):
    experiment_of(ben, finished(ben), queued(ben, seed=1), title="Both")
    assert '<td class="number">2<span class="narrow">' in listed(state="kept")


def test_pages_hold_twenty(ben: Guest, listed):
    for number in range(21):
        experiment_of(ben, title=f"Number {number:02}")
    assert "Number 00" not in listed()
    assert "Number 00" in listed(page=2)
    assert "Page 2 of 2" in listed(page=999)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"page": "x"}, "page is x, but it must be a whole number from 1 on; page 1 is shown"),
        ({"page": "-1"}, "page is -1, but"),
        ({"page": "9" * 5000}, "5,000 characters), but it must be a whole number"),
        ({"page": "²"}, "page is ², but"),
        ({"lab": "nothing"}, "lab is nothing, but it must be one of"),
        ({"state": "gone"}, "state is gone, but it must be one of live, kept, failed, empty"),
        ({"q": "x" * 101}, "(101 characters), but it must be at most 100 printable characters"),
        ({"q": "a\0b"}, "but it must be at most 100 printable characters"),
    ],
)
def test_what_an_address_gets_wrong_falls_back_and_is_said(ben, listed, query, said: str):
    experiment_of(ben, title="Here all the same")
    page = listed(**query)
    assert said in page
    assert "Here all the same" in page


def test_several_are_deleted_once_that_is_confirmed(ben: Guest, cleo: Guest, client_of):
    mine = [experiment_of(ben, finished(ben, seed=n), title=f"Mine {n}") for n in range(3)]
    theirs = experiment_of(cleo, title="Theirs")
    chosen = {"experiments": [str(each.id) for each in (*mine[:2], theirs)]}
    page = client_of(ben).post("/experiments/delete", chosen).content.decode()
    assert "Delete these 2 experiments?" in page
    assert "Theirs" not in page
    assert Experiment.objects.count() == 4
    client_of(ben).post("/experiments/delete", {**chosen, "sure": "yes"})
    assert set(Experiment.objects.all()) == {mine[2], theirs}
    assert ben.asks.count() == 3


def test_deleting_nothing_says_how(client):
    assert "Nothing was chosen" in client.post("/experiments/delete").content.decode()


def test_looking_at_the_empty_list_makes_nobody_a_guest(client):
    assert "Run a lab, then press Keep" in client.get("/experiments").content.decode()
    assert "guest" not in client.cookies


def test_the_number_of_queries_does_not_grow_with_the_list(ben: Guest, listed):
    for number in range(5):
        experiment_of(ben, finished(ben, seed=number))
    with CaptureQueriesContext(connection) as asked:
        listed()
    assert len(asked) == 2
