"""The pages of a run: who sees them, what they say."""

import re

import pytest
from django.test import Client

from explorer.accounts.models import Guest
from explorer.runs import leases
from explorer.runs.leases import Numbered
from explorer.runs.models import Blob, Run
from explorer.runs.services import start_run
from labs.contract import Claimed
from labs.registry import labs

pytestmark = pytest.mark.django_db

CLOCK = labs()["clockwork"]


def post(client: Client, **form: object):
    return client.post("/labs/clockwork/run", form)


def finish(run: Run) -> None:
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    ticked = CLOCK.events["ticked"](step=1, total=1)
    told = [Numbered(lease.last_seq + 1, ticked),
            Numbered(lease.last_seq + 2, Claimed(claim="ticks", measured=1))]  # fmt: skip
    leases.finish(lease, told, 0.5, {"device": "cpu"})


def test_running_a_lab_makes_a_guest_and_leads_to_the_run(client: Client):
    answer = post(client, steps=2)
    assert answer.status_code == 302
    assert re.fullmatch(r"/runs/[0-9a-f-]{36}", answer.url)
    assert client.cookies["guest"]["httponly"]
    assert client.get(answer.url).status_code == 200


def test_a_run_needs_no_javascript(client: Client):
    page = client.get(post(client, steps=2).url).content.decode()
    assert "waking a worker" in page
    assert ">Cancel</button>" in page


def test_what_others_run_does_not_exist(ben: Guest, cleo: Guest, client_of):
    run = start_run(CLOCK, CLOCK.params(), ben)
    assert client_of(ben).get(f"/runs/{run.id}").status_code == 200
    assert client_of(cleo).get(f"/runs/{run.id}").status_code == 404
    assert client_of(cleo).post(f"/runs/{run.id}/cancel").status_code == 404
    assert Client().get(f"/runs/{run.id}").status_code == 404


def test_a_result_can_be_opened_by_whoever_has_its_link(ben: Guest, client: Client):
    run = start_run(CLOCK, CLOCK.params(), ben)
    assert client.get(f"/r/{run.id}").status_code == 404
    finish(run)
    page = client.get(f"/r/{run.id}").content.decode()
    assert "<li>1: 1</li>" in page
    assert "holds" in page


def test_a_result_lists_the_files_that_its_run_kept(ben: Guest, client: Client):
    run = start_run(CLOCK, CLOCK.params(), ben)
    finish(run)
    assert "What the run kept" not in client.get(f"/r/{run.id}").content.decode()
    blob = Blob.objects.create(sha256="a" * 64, size=2048, mime="text/plain")
    run.artifacts.create(name="clock face.txt", blob=blob)
    page = client.get(f"/r/{run.id}").content.decode()
    assert f'href="/artifacts/{run.id}/clock%20face.txt">clock face.txt</a>' in page
    assert "text/plain, 2.0\xa0KB" in page


def test_a_refused_setting_is_said_beside_its_control_and_nothing_is_queued(client: Client):
    answer = post(client, steps="0")
    assert answer.status_code == 422
    assert "steps is 0, but it must be at least 1" in answer.content.decode()
    assert not Run.objects.exists()
    assert not Guest.objects.exists()


def test_the_fifth_run_under_way_is_refused_for_now(client: Client):
    for seed in range(4):
        post(client, seed=seed)
    answer = post(client, seed=4)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "You have 4 runs under way" in answer.content.decode()


def test_a_forged_cookie_is_nobody(ben: Guest, client: Client):
    start_run(CLOCK, CLOCK.params(), ben)
    client.cookies["guest"] = ben.id.hex + ":forged"
    assert "Nothing has been run" in client.get("/runs").content.decode()


@pytest.mark.parametrize(
    "runs", ["", "x", "0" * 32, f"{'0' * 32}.-1", f"{'0' * 32}.{'9' * 5000}", ",".join(["0" * 32])]
)
def test_a_stream_of_what_one_may_not_see_does_not_exist(client: Client, runs: str):
    assert client.get("/stream", {"runs": runs}).status_code == 404
