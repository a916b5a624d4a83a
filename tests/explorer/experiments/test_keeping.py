"""Keeping runs in experiments."""

from uuid import uuid4

import pytest
from django.test import Client

from explorer.accounts.models import Guest
from explorer.experiments import services
from explorer.experiments.models import Experiment
from explorer.experiments.services import NoRoom
from explorer.experiments.words import Words
from explorer.runs.models import Run
from tests.explorer.experiments.stories import experiment_of, finished, queued

pytestmark = pytest.mark.django_db


def test_one_click_keeps_a_run_in_a_new_experiment_named_after_its_lab(ben: Guest, client_of):
    run = finished(ben)
    answer = client_of(ben).post(f"/runs/{run.id}/keep")
    experiment = Experiment.objects.get()
    assert answer.url == f"/experiments/{experiment.id}"
    assert experiment.title == run.lab.title
    assert list(experiment.runs.all()) == [run]


def test_a_result_page_offers_the_experiment_touched_last_first(ben: Guest, client_of):
    run = finished(ben)
    experiment_of(ben, title="Older")
    experiment_of(ben, title="Newer")
    page = client_of(ben).get(f"/r/{run.id}").content.decode()
    assert page.index(">Newer</option>") < page.index(">Older</option>")
    assert ">Keep</button>" in page


def test_a_result_page_names_the_experiments_that_hold_the_run(ben: Guest, client_of):
    run = finished(ben)
    experiment = experiment_of(ben, run)
    page = client_of(ben).get(f"/r/{run.id}").content.decode()
    assert f'Kept in <a href="/experiments/{experiment.id}">Noise</a>' in page
    assert ">Noise</option>" not in page


def test_a_stranger_keeps_a_result_received_by_link_and_becomes_a_guest(ben: Guest):
    run = finished(ben)
    browser = Client()
    answer = browser.post(f"/runs/{run.id}/keep")
    assert browser.get(answer.url).status_code == 200
    assert browser.cookies["guest"]["httponly"]


def test_what_one_keeps_stays_visible_while_it_is_under_way(ben: Guest, cleo: Guest, client_of):
    run = queued(ben)
    assert client_of(cleo).get(f"/runs/{run.id}").status_code == 404
    experiment_of(cleo, run)
    assert client_of(cleo).get(f"/runs/{run.id}").status_code == 200


def test_keeping_is_not_waiting_so_the_run_can_still_be_cancelled(ben: Guest, cleo, client_of):
    run = queued(ben)
    experiment_of(cleo, run)
    client_of(ben).post(f"/runs/{run.id}/cancel")
    assert Run.objects.get(id=run.id).state == "cancelled"


def test_a_run_is_kept_once_however_often_it_is_put_in(ben: Guest):
    run = finished(ben)
    experiment = experiment_of(ben, run)
    services.keep_runs(experiment, [run])
    assert experiment.kept.count() == 1


def test_a_run_taken_out_stays_in_the_list_of_runs(ben: Guest, client_of):
    run = finished(ben)
    experiment = experiment_of(ben, run)
    client_of(ben).post(f"/experiments/{experiment.id}/remove", {"runs": [str(run.id)]})
    assert not experiment.kept.exists()
    assert str(run.id) in client_of(ben).get("/runs").content.decode()


def test_what_is_not_an_id_chooses_nothing(ben: Guest, client_of):
    experiment = experiment_of(ben, finished(ben))
    wrong = {"runs": ["", "1", "\x00", "z" * 9999, str(uuid4())]}
    assert client_of(ben).post(f"/experiments/{experiment.id}/remove", wrong).status_code == 302
    assert experiment.kept.count() == 1


def test_the_most_that_an_experiment_holds_is_said(ben: Guest, monkeypatch, client_of):
    monkeypatch.setattr(services, "MOST_RUNS", 1)
    experiment = experiment_of(ben, finished(ben))
    answer = client_of(ben).post(
        f"/runs/{finished(ben, seed=1).id}/keep", {"experiment": str(experiment.id)}
    )
    assert answer.status_code == 422
    assert "2 runs would be in this experiment, and 1 is the most" in answer.content.decode()


def test_the_most_experiments_that_one_may_have_is_said(ben: Guest, monkeypatch):
    monkeypatch.setattr(services, "MOST_EXPERIMENTS", 1)
    experiment_of(ben)
    with pytest.raises(NoRoom, match="you have 1 experiments, and 1 is the most; delete some"):
        services.create_experiment(ben, Words("One too many"))
