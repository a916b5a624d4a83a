"""What a visitor reads: home, about and the page of a lab."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from explorer.accounts.models import Guest
from explorer.catalog.pages import card
from explorer.runs.models import Run, RunEvent, RunState
from explorer.runs.services import start_run
from explorer.runs.writing import append, settle_run
from labs.contract import Claimed
from labs.registry import labs
from labs.scaling_laws.recorded import recorded

pytestmark = pytest.mark.django_db

LAB = labs()["scaling_laws"]
FORBIDDEN = re.compile(r"\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def finished_run(guest: Guest) -> Run:
    run = start_run(LAB, LAB.params(), guest)
    append(run, [Claimed(claim="equal-scaling", measured=0.51)])
    settle_run(run, RunState.FINISHED)
    return run


def test_home_names_every_lab_and_opens_it(client: Client) -> None:
    page = read(client, "/")
    for slug, lab in labs().items():
        assert lab.question in page
        assert f'href="/labs/{slug}"' in page


def test_home_shows_a_picture_computed_for_it(client: Client) -> None:
    picture = read(client, "/").split('<figure class="sketched">')[1].split("</figure>")[0]
    assert '<svg class="sketch' in picture


def test_the_card_of_a_lab_draws_every_run_of_its_preview() -> None:
    shown = card(LAB)
    picture = render_to_string(shown.templates[0], {"events": shown.events})
    assert picture.count("h0") == len(recorded())
    assert '<polyline class="law"' in picture


def test_every_lab_that_has_a_picture_shows_it_at_home(client: Client) -> None:
    pictured = [
        lab
        for lab in labs().values()
        if (lab.folder / "templates" / lab.slug / "card.html").exists()
    ]
    assert len(pictured) > 1
    assert read(client, "/").count('class="sketched"') == len(pictured)


def test_about_lists_every_claim_with_its_source(client: Client) -> None:
    page = read(client, "/about")
    for claim in LAB.claims:
        assert claim.url in page


def test_a_lab_page_opens_with_a_result(client: Client) -> None:
    page = read(client, "/labs/scaling_laws")
    assert LAB.question in page
    assert "computed just now" in page
    rows = page.split('id="stage-curve-measured"')[1].split("</tbody>")[0]
    assert rows.count("<tr>") == len(recorded())


def test_a_lab_page_has_a_control_for_every_setting(client: Client) -> None:
    page = read(client, "/labs/scaling_laws")
    for name in LAB.params.model_fields:
        assert f'data-name="{name}"' in page
        assert f'name="{name}"' in page


def test_a_lab_page_shows_the_settings_of_its_link(client: Client) -> None:
    page = read(client, f"/labs/scaling_laws?source=simulated&runs=60&noise=0.05&v={LAB.version}")
    assert re.search(r'name="runs" value="60"', page)
    assert 'aria-current="true">A noisy budget</a>' in page


def test_a_lab_page_says_which_values_it_refused(client: Client) -> None:
    page = read(client, "/labs/scaling_laws?noise=7&nosie=1")
    assert "noise is 7, but it must be at most 0.1; 0.01 is shown instead" in page
    assert "did you mean noise?" in page


def test_a_lab_page_reads_without_scripts(client: Client) -> None:
    page = read(client, "/labs/scaling_laws")
    assert 'method="post" action="/labs/scaling_laws/run"' in page
    assert page.count('<article class="claim"') == len(LAB.claims)
    assert '<details class="guide"' in page


def test_opening_a_link_starts_nothing(client: Client) -> None:
    read(client, "/labs/scaling_laws?bootstraps=10000")
    assert not Run.objects.exists()
    assert "guest" not in client.cookies


def test_a_kept_run_of_the_same_settings_is_shown_and_dated(client: Client, ben: Guest) -> None:
    run = finished_run(ben)
    page = read(client, "/labs/scaling_laws")
    assert "Recorded run of" in page
    assert reverse("result", args=[run.id]) in page
    assert "0.51" in page.split('id="claim-equal-scaling"')[1].split("</article>")[0]
    assert RunEvent.objects.filter(run=run).exists()


def test_a_lab_page_without_a_measurement_gives_no_verdict(client: Client) -> None:
    page = read(client, "/labs/scaling_laws")
    assert 'data-verdict="holds"' not in page or "computed just now" in page


@pytest.mark.parametrize("address", ["/", "/about", "/labs/scaling_laws"])
def test_pages_obey_their_own_security_policy(client: Client, address: str) -> None:
    answer = client.get(address)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not FORBIDDEN.search(answer.content.decode())


@pytest.mark.parametrize("address", ["/labs/nothing", "/labs/nothing/preview", "/labs/../etc"])
def test_a_lab_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/about", "/labs/scaling_laws"])
def test_pages_are_read_only(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def test_a_refused_form_comes_back_with_each_sentence_at_its_control(client: Client) -> None:
    answer = client.post("/labs/scaling_laws/run", {"noise": "7", "runs": "60"})
    page = answer.content.decode()
    assert answer.status_code == 422
    control = page.split('data-name="noise"')[1].split('class="control')[0]
    assert 'value="7"' in control
    assert "noise is 7, but it must be at most 0.1" in control
    assert re.search(r'name="runs" value="60"', page)
    assert not Run.objects.exists()


def test_a_form_refused_for_what_it_does_not_know_says_so_above(client: Client) -> None:
    answer = client.post("/labs/scaling_laws/run", {"nosie": "7"})
    assert answer.status_code == 422
    notices = answer.content.decode().split('id="refused"')[1].split("</div>")[0]
    assert "did you mean noise?" in notices
