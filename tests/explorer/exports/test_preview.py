"""The picture of a result, and what other sites read of it."""

import html
import re
import struct
from urllib.parse import urlsplit

import pytest
from django.test import Client

from explorer.exports import ink, preview
from explorer.runs.models import Run
from labs.registry import labs
from tests.explorer.exports.conftest import CLOCK, Finish

pytestmark = pytest.mark.django_db


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def meta(page: str, name: str) -> str:
    found = re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)">', page)
    assert found, f"the page has no {name}"
    return html.unescape(found[1])


def test_a_result_has_a_picture_that_its_page_names(client: Client, fitted: Run) -> None:
    page = client.get(f"/r/{fitted.id}").content.decode()
    image = client.get(urlsplit(meta(page, "og:image")).path)
    assert image["Content-Type"] == "image/png"
    assert size(image.content) == (1200, 630)
    assert meta(page, "og:image").startswith("http://testserver/r/")
    assert meta(page, "og:title") == "Predict a model you cannot afford"


def test_a_picture_shows_the_runs_own_points(fitted: Run, result) -> None:
    drawn = preview.svg(result(fitted))
    assert drawn.count("h0") == 20
    assert '<polyline class="law"' in drawn


def test_every_lab_has_a_picture(client: Client, finished: Finish) -> None:
    for lab in labs().values():
        run = finished(lab, lab.params(seed=9), [])
        assert size(client.get(f"/r/{run.id}/preview.png").content) == (1200, 630)


def test_a_lab_without_a_sketch_shows_what_was_claimed(ticked: Run, result) -> None:
    drawn = preview.svg(result(ticked))
    assert CLOCK.question in drawn
    assert ">holds<" in drawn


def test_other_data_give_another_picture(client: Client, ticked: Run, finished: Finish) -> None:
    other = finished(CLOCK, CLOCK.params(steps=3), [])
    one, two = (client.get(f"/r/{run.id}/preview.png").content for run in (ticked, other))
    assert one != two


def test_a_colour_in_the_picture_is_the_sites_own(fitted: Run, result) -> None:
    sheet = preview._sheet(result(fitted))
    assert f"stroke: {ink.colours()['fitted']}" in sheet
    assert "color-mix" not in sheet
    assert "@" not in sheet


def test_the_qr_code_is_an_svg_of_the_link(client: Client, ticked: Run) -> None:
    answer = client.get(f"/r/{ticked.id}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert f"http://testserver/r/{ticked.id}" in answer.content.decode()


def test_a_page_offers_all_that_can_be_taken_without_scripts(client: Client, ticked: Run) -> None:
    page = client.get(f"/r/{ticked.id}").content.decode()
    section = page.split('<section class="take"')[1].split("</section>")[0]
    for address in re.findall(r'(?:href|src)="([^"]+)"', section):
        answer = client.get(address)
        assert answer.status_code == 200
    assert section.count("<li>") == 6
    assert f"http://testserver/embed/r/{ticked.id}" in section


def test_a_run_under_way_offers_nothing_to_take(client: Client) -> None:
    started = client.post("/labs/clockwork/run", {"steps": 2})
    page = client.get(started.url).content.decode()
    assert 'class="take"' not in page
    assert "og:image" not in page
