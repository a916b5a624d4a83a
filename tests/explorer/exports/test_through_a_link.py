"""Results that leave the site through a link: all of it, as long as the link stands."""

import html
import io
import json
import re
import zipfile

import pytest
from django.db.models.functions import Now
from django.test import Client

from explorer.accounts.models import Guest, User
from explorer.experiments.models import Share
from explorer.experiments.sharing import share_experiment, withdraw_share
from explorer.experiments.tokens import token_of
from explorer.exports.addresses import FILES
from explorer.runs.models import Run
from tests.explorer.experiments.stories import experiment_of, finished, queued

pytestmark = pytest.mark.django_db

EVERYTHING = [
    *(f"/s/{{token}}/1/{file}" for file in FILES.values()),
    "/embed/s/{token}/1",
    "/oembed?url=http://testserver/s/{token}%3Frun=1",
    "/oembed?url=http://testserver/embed/s/{token}/1&format=xml",
]


@pytest.fixture
def run(ben: Guest) -> Run:
    return finished(ben, seed=7)


@pytest.fixture
def share(ben: Guest, run: Run) -> Share:
    return share_experiment(experiment_of(ben, run, title="How a clock ticks"), None)


def at(share: Share, address: str) -> str:
    return address.replace("{token}", token_of(share.id))


def unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("address", EVERYTHING)
def test_a_link_gives_what_a_result_gives(client: Client, share: Share, address: str) -> None:
    assert client.get(at(share, address)).status_code == 200


@pytest.mark.parametrize("address", EVERYTHING)
def test_it_dies_with_the_link_and_nobody_can_tell_how(
    client: Client, share: Share, ben: Guest, run: Run, address: str
) -> None:
    expired = share_experiment(share.experiment, None)
    Share.objects.filter(id=expired.id).update(expires_at=Now())
    withdraw_share(share)
    unknown = address.replace("{token}", "A" * 32)
    answers = [client.get(each) for each in (at(share, address), at(expired, address), unknown)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.mark.parametrize("address", EVERYTHING)
def test_no_cache_keeps_it_past_its_end(client: Client, share: Share, address: str) -> None:
    first = client.get(at(share, address))
    assert {"private", "no-cache"} <= set(first["Cache-Control"].split(", "))
    assert first["X-Robots-Tag"] == "noindex"
    known = {"If-None-Match": first["ETag"]}
    assert client.get(at(share, address), headers=known).status_code == 304
    withdraw_share(share)
    assert client.get(at(share, address), headers=known).status_code == 404


@pytest.mark.parametrize("address", ["/s/{token}", *EVERYTHING])
def test_the_runs_own_address_is_not_told(
    client: Client, share: Share, run: Run, address: str
) -> None:
    content = unpacked(client.get(at(share, address)).content).decode(errors="replace")
    assert str(run.id) not in content
    assert run.id.hex not in content


@pytest.mark.parametrize("address", ["/s/{token}", *EVERYTHING])
def test_a_hidden_name_is_in_none_of_it(ada: User, client: Client, address: str) -> None:
    run = finished(ada.guest)
    hidden = share_experiment(experiment_of(ada.guest, run), None, hides_name=True)
    content = unpacked(client.get(at(hidden, address)).content)
    assert b"Ada" not in content
    assert b"ada@example.org" not in content


def test_the_page_names_picture_description_and_files(client: Client, share: Share) -> None:
    page = client.get(at(share, "/s/{token}")).content.decode()
    meta = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert meta["title"] == "How a clock ticks"
    assert meta["image"] == at(share, "http://testserver/s/{token}/1/preview.png")
    for address in EVERYTHING[: len(FILES)]:
        assert f'"{at(share, address)}"' in page or f"testserver{at(share, address)}" in page
    link = page.split('type="application/json+oembed" href="')[1].split('"')[0]
    told = client.get(html.unescape(link).removeprefix("http://testserver")).json()
    assert at(share, 'src="http://testserver/embed/s/{token}/1"') in told["html"]
    assert told["cache_age"] == 0


def test_every_file_leads_back_to_the_link(client: Client, share: Share) -> None:
    back = at(share, "http://testserver/s/{token}?run=1")
    held = json.loads(client.get(at(share, "/s/{token}/1/events.json")).content)
    assert held["run"]["url"] == back
    for file in ("notebook.ipynb", "cite.bib", "offline.html", "events.csv.zip"):
        content = client.get(at(share, f"/s/{{token}}/1/{file}")).content
        assert back in unpacked(content).decode(), file


def test_an_embed_through_a_link_may_be_framed_without_cookie_or_form(
    share: Share, ben: Guest, client_of
) -> None:
    for browser in (Client(), client_of(ben)):
        answer = browser.get(at(share, "/embed/s/{token}/1?hide=claims"))
        page = answer.content.decode()
        assert "X-Frame-Options" not in answer.headers
        assert "frame-ancestors" not in answer["Content-Security-Policy"]
        assert not answer.cookies
        assert "<form" not in page
        assert 'id="claims"' not in page


def test_each_run_of_an_experiment_has_files_of_its_own(client: Client, ben: Guest) -> None:
    runs = [finished(ben, seed=seed) for seed in (1, 2)]
    share = share_experiment(experiment_of(ben, *runs), None)
    for number, seed in ((1, 1), (2, 2)):
        held = json.loads(client.get(at(share, f"/s/{{token}}/{number}/events.json")).content)
        assert held["run"]["seed"] == seed


def test_what_has_not_finished_cannot_be_taken(client: Client, ben: Guest) -> None:
    share = share_experiment(experiment_of(ben, queued(ben)), None)
    for address in EVERYTHING:
        assert client.get(at(share, address)).status_code == 404
    page = client.get(at(share, "/s/{token}")).content.decode()
    assert "Take it with you" not in page
    assert "og:image" not in page


@pytest.mark.parametrize("number", ["0", "2", "9" * 12, "9" * 5000, "-1", "x", "1/.."])
def test_a_number_of_no_run_finds_nothing(client: Client, share: Share, number: str) -> None:
    assert client.get(at(share, f"/s/{{token}}/{number}/events.json")).status_code == 404
