"""Runs outlive labs: what was recorded under another version, or of a lab that is gone."""

from uuid import uuid4

import pytest
from django.test import Client

from explorer.accounts.models import Guest
from explorer.runs import leases, telling
from explorer.runs.models import Run, RunEvent
from explorer.runs.services import start_run
from explorer.runs.telling import Told
from labs.registry import labs
from workers.attempt import attempt

pytestmark = pytest.mark.django_db

CLOCK = labs()["clockwork"]


@pytest.fixture
def run(ben: Guest) -> Run:
    """A finished run of the clockwork that ticked twice."""
    made = start_run(CLOCK, CLOCK.params(steps=2), ben)
    lease = leases.claim(made.id, "owner", "cpu-1", "cpu")
    assert lease
    ticks = [CLOCK.events["ticked"](step=step, total=step) for step in (1, 2)]
    numbered = [leases.Numbered(lease.last_seq + n, tick) for n, tick in enumerate(ticks, 1)]
    leases.finish(lease, numbered, 0.5, {})
    return Run.objects.get(id=made.id)


@pytest.fixture
def browser(ben: Guest, client_of) -> Client:
    return client_of(ben)


def change(run: Run, **facts: object) -> None:
    Run.objects.filter(id=run.id).update(**facts)


def pages(browser: Client, run: Run) -> list[str]:
    """Return the run's page, its result and the list of runs, all of which must answer."""
    answers = [browser.get(address) for address in (f"/runs/{run.id}", f"/r/{run.id}", "/runs")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    return [answer.content.decode() for answer in answers]


def test_a_run_of_a_lab_that_is_gone_says_so(run: Run, browser: Client) -> None:
    change(run, lab_slug="sundial")
    page, result, listed = pages(browser, run)
    for each in (page, result):
        assert "This run is of the lab sundial, which is not installed here" in each
        assert "<dt>steps</dt><dd>2</dd>" in each
    assert "sundial" in listed


def test_settings_that_the_lab_no_longer_knows_are_shown_as_they_were(
    run: Run, browser: Client
) -> None:
    change(run, params={"hands": 3})
    page, result, listed = pages(browser, run)
    for each in (page, result):
        assert "version 1 does not know its settings; run the lab anew" in each
        assert "<dt>hands</dt><dd>3</dd>" in each
    assert "hands 3" in listed


def test_a_run_of_an_earlier_version_says_so(run: Run, browser: Client) -> None:
    change(run, lab_version=7)
    page, *_ = pages(browser, run)
    assert "made with version 7 of the lab, but the lab is at version 1" in page
    assert "Version 7 of this lab" in page


@pytest.mark.parametrize(
    ("name", "data"),
    [("chimed", {}), ("ticked", {"step": 1}), ("ticked", {"step": "x", "total": 1}), ("ticked", 3)],
    ids=["unknown", "a field missing", "a field of another kind", "no fields"],
)
def test_an_event_that_cannot_be_read_is_left_out_and_said(
    name: str, data: object, run: Run, browser: Client
) -> None:
    RunEvent.objects.filter(run=run, seq=2).update(name=name, data=data)
    page, result, _ = pages(browser, run)
    for each in (page, result):
        assert "<li>2: 2</li>" in each
        assert f"another version of the lab recorded it: {name}." in each


def test_an_event_with_a_field_too_many_is_drawn(run: Run, browser: Client) -> None:
    data = {"step": 1, "total": 1, "colour": "brass"}
    RunEvent.objects.filter(run=run, seq=2).update(data=data)
    page, *_ = pages(browser, run)
    assert "<li>1: 1</li>" in page
    assert "Left out" not in page


def test_progress_with_a_field_too_many_is_shown(ben: Guest, browser: Client) -> None:
    run = start_run(CLOCK, CLOCK.params(), ben)
    leases.claim(run.id, "owner", "cpu-1", "cpu")
    data = {"fraction": 0.5, "doing": "winding", "mood": "calm"}
    RunEvent.objects.create(run=run, seq=2, name="progress", data=data)
    change(run, last_seq=2)
    assert "winding" in browser.get(f"/runs/{run.id}").content.decode()


def test_one_run_that_cannot_be_drawn_does_not_silence_the_others(run: Run, ben: Guest) -> None:
    other = start_run(CLOCK, CLOCK.params(seed=1), ben)
    change(run, lab_slug="sundial")
    told = telling.news({run.id: Told(), other.id: Told()})
    assert {message.run_id for message in told} == {run.id, other.id}
    assert telling.replay(run.id, 0).settled


def test_a_worker_without_the_lab_fails_the_run_with_its_reason(ben: Guest) -> None:
    run = start_run(CLOCK, CLOCK.params(), ben)
    change(run, lab_slug="sundial")
    attempt(run.id)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "sundial, which is not installed here" in run.error


def test_a_run_that_is_gone_is_not_found(browser: Client) -> None:
    assert browser.get(f"/runs/{uuid4()}").status_code == 404
