"""What leaves the site, as a browser meets it: in a frame of another page, and from a disk."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Visits
from tests.browser.site import Site

pytestmark = pytest.mark.browser

PATIENCE_MS = 40_000
Framing = Callable[[BrowserContext, str], Page]


@pytest.fixture(scope="module")
def result(chromium: Browser, site: Site) -> str:
    """The path of a finished run of scaling laws."""
    page = chromium.new_page()
    page.goto(f"{site.url}/labs/scaling_laws?source=simulated&runs=24&bootstraps=100&seed=11")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("link", name="Link to this result").click(timeout=PATIENCE_MS)
    page.wait_for_url(re.compile("/r/"))
    path = page.url.removeprefix(site.url)
    page.context.close()
    return path


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that has never met the site."""
    context = chromium.new_context(accept_downloads=True)
    yield context
    context.close()


@pytest.fixture(scope="module")
def framing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Framing]:
    """Another site, whose pages frame whatever address they are asked to."""
    folder = tmp_path_factory.mktemp("elsewhere")
    serve = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def frame(context: BrowserContext, address: str) -> Page:
            body = f'<!doctype html><title>x</title><iframe src="{address}" width=900 height=900>'
            (folder / "index.html").write_text(body)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            return page

        yield frame
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Leave the tests' output alone."""


def test_an_embed_lives_in_a_frame_of_another_site(
    framing: Framing, context: BrowserContext, site: Site, result: str
):
    page = framing(context, f"{site.url}/embed{result}?hide=claims")
    framed = page.frame_locator("iframe")
    expect(framed.locator("scaling-chart .pictures svg").first).to_be_visible(timeout=PATIENCE_MS)
    expect(framed.locator("#claims")).to_have_count(0)
    assert context.cookies() == []


def test_a_result_itself_refuses_to_be_framed(
    framing: Framing, context: BrowserContext, site: Site, result: str
):
    page = framing(context, site.url + result)
    page.wait_for_load_state("load")
    expect(page.frame_locator("iframe").locator("#take-title")).to_have_count(0)
    expect(page.frame_locator("iframe").locator("scaling-chart")).to_have_count(0)


def test_one_file_draws_from_a_disk_without_a_network(
    context: BrowserContext, site: Site, result: str, tmp_path: Path
):
    page = context.new_page()
    page.goto(site.url + result)
    with page.expect_download() as download:
        page.get_by_role("link", name="One file").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    context.set_offline(True)
    disk = context.new_page()
    asked, complaints = list[str](), list[str]()
    disk.on("request", lambda request: asked.append(request.url))
    disk.on("console", lambda message: complaints.append(message.text))
    disk.on("pageerror", lambda error: complaints.append(str(error)))
    disk.goto(kept.as_uri())
    expect(disk.locator("scaling-chart .pictures svg").first).to_be_visible()
    disk.get_by_role("heading", name="Three ways to the best size").scroll_into_view_if_needed()
    expect(disk.locator("forest-plot:defined")).to_have_count(1)
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
    assert complaints == []


def test_one_file_reads_without_scripts(chromium: Browser, site: Site, result: str, tmp_path: Path):
    context = chromium.new_context(java_script_enabled=False)
    kept = tmp_path / "result.html"
    kept.write_bytes(context.request.get(f"{site.url}{result}/offline.html").body())
    page = context.new_page()
    page.goto(kept.as_uri())
    expect(page.locator("svg.sketch")).to_be_visible()
    expect(page.locator("article.claim")).not_to_have_count(0)
    context.close()


def test_everything_can_be_taken_without_scripts(visits: Visits, result: str):
    visit = visits(java_script_enabled=False)
    page = visit.open(result)
    page.get_by_text("Link, QR code and frame").click()
    expect(page.get_by_alt_text("QR code of the link")).to_be_visible()
    expect(page.get_by_label("Link", exact=True)).to_have_value(visit.base + result)
    expect(page.get_by_label("For another page")).to_have_value(
        re.compile(f'^<iframe src="{visit.base}/embed{result}"')
    )


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_what_leaves_the_site(
    visits: Visits, result: str, width: int, scheme: str
):
    for path in (result, f"/embed{result}"):
        visit = visits(width, scheme=scheme, reduced_motion="reduce")
        page = visit.open(path)
        if path == result:
            page.get_by_text("Link, QR code and frame").click()
        assert visit.axe() == []
        assert visit.overflow() == 0
