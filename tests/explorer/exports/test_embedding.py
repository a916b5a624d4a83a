"""A result in somebody else's page."""

import json
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from explorer.runs.models import Run

pytestmark = pytest.mark.django_db


def embedded(client: Client, run: Run, hide: str = "") -> str:
    return client.get(f"/embed/r/{run.id}", {"hide": hide} if hide else {}).content.decode()


def described(client: Client, **query: str):
    return client.get("/oembed?" + urlencode(query))


def test_an_embed_may_be_framed_and_nothing_else_may(client: Client, ticked: Run) -> None:
    embed, page = client.get(f"/embed/r/{ticked.id}"), client.get(f"/r/{ticked.id}")
    assert "X-Frame-Options" not in embed.headers
    assert "frame-ancestors" not in embed["Content-Security-Policy"]
    assert "form-action 'none'" in embed["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_an_embed_sets_no_cookie_and_holds_no_form(client_of, ben, ticked: Run) -> None:
    for browser in (Client(), client_of(ben)):
        answer = browser.get(f"/embed/r/{ticked.id}")
        assert not answer.cookies
        for tag in ("<form", "<button", "csrf", "<input"):
            assert tag not in answer.content.decode()


def test_an_embed_shows_the_result_and_whose_it_is(client: Client, ticked: Run) -> None:
    page = embedded(client, ticked)
    assert "<li>2: 3</li>" in page
    assert "Does it tick?" in page
    assert f'href="http://testserver/r/{ticked.id}"' in page
    assert "version 1, seed 7" in page


@pytest.mark.parametrize(
    ("part", "sign"),
    [
        ("title", "<h1>"),
        ("controls", 'class="framed-settings"'),
        ("claims", 'id="claims"'),
        ("clock", "panel-clock"),
    ],
)
def test_a_part_can_be_hidden(client: Client, ticked: Run, part: str, sign: str) -> None:
    assert sign in embedded(client, ticked)
    page = embedded(client, ticked, hide=part)
    assert sign not in page
    assert f'href="http://testserver/r/{ticked.id}"' in page


def test_several_parts_can_be_hidden(client: Client, ticked: Run) -> None:
    page = embedded(client, ticked, hide="controls,claims,title")
    assert "<h1>" not in page
    assert "<li>2: 3</li>" in page


@pytest.mark.parametrize("hide", ["nothing", "<script>", "title,,x", "\0", "x," * 5000, "é" * 900])
def test_what_cannot_be_hidden_is_said(client: Client, ticked: Run, hide: str) -> None:
    answer = client.get(f"/embed/r/{ticked.id}", {"hide": hide})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "can be hidden; leave it out" in page
    assert "<script>" not in page
    assert len(page) < 20_000


def test_a_result_page_tells_where_its_description_is(client: Client, ticked: Run) -> None:
    page = client.get(f"/r/{ticked.id}").content.decode()
    link = page.split('type="application/json+oembed" href="')[1].split('"')[0]
    answer = client.get(link.replace("&amp;", "&").removeprefix("http://testserver"))
    told = json.loads(answer.content)
    assert told["type"] == "rich"
    assert f'src="http://testserver/embed/r/{ticked.id}"' in told["html"]
    assert told["thumbnail_url"] == f"http://testserver/r/{ticked.id}/preview.png"


def test_the_same_is_told_in_xml(client: Client, ticked: Run) -> None:
    url = f"http://testserver/r/{ticked.id}"
    told = ET.fromstring(described(client, url=url, format="xml").content)  # noqa: S314
    assert told.tag == "oembed"
    assert "<iframe" in (told.findtext("html") or "")


def test_a_frame_is_no_larger_than_allowed(client: Client, ticked: Run) -> None:
    url = f"http://testserver/r/{ticked.id}"
    told = described(client, url=url, maxwidth="400", maxheight="300").json()
    assert (told["width"], told["height"]) == (400, 300)
    assert "thumbnail_url" not in told
    assert "refused" not in told


@pytest.mark.parametrize("size", ["0", "-1", "x", "9" * 5000, "²", "1e3", ""])
def test_a_size_that_makes_no_sense_is_refused_aloud(
    client: Client, ticked: Run, size: str
) -> None:
    told = described(client, url=f"http://testserver/r/{ticked.id}", maxwidth=size).json()
    assert told["width"] == 800
    assert "must be between 240 and 4000" in told["refused"][0]


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "http://testserver/", "http://testserver/labs/clockwork", "//testserver/r/{id}",
        "http://elsewhere/r/{id}", "ftp://testserver/r/{id}", "http://[/r/{id}", "file:///r/{id}",
        "http://testserver/runs/{id}", "http://testserver/r/{id}/events.json", "http://testserver:1/r/{id}",
    ],
)  # fmt: skip
def test_only_results_of_this_site_are_described(client: Client, ticked: Run, url: str) -> None:
    assert described(client, url=url.replace("{id}", str(ticked.id))).status_code == 404


def test_another_format_is_not_spoken(client: Client, ticked: Run) -> None:
    answer = described(client, url=f"http://testserver/r/{ticked.id}", format="yaml")
    assert answer.status_code == 501
