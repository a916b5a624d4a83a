"""A clip from the camera: what is recorded stays in the page until the visitor brings it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.site import Site
from tests.browser.test_spacetime_patches import LAB, SENT_FILES, drawn, ready, tokens

pytestmark = pytest.mark.browser

CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
"""Chromium's own camera: a green picture with a turning disc, allowed without asking."""
RECORDED = "1,800"
"""24 frames of 240 × 320 in patches of 4 × 16 × 16."""


@pytest.fixture(scope="module")
def filming(chromium: Browser) -> Iterator[Browser]:
    browser = chromium.browser_type.launch(executable_path=executable(), args=[*ARGUMENTS, *CAMERA])
    yield browser
    browser.close()


@pytest.fixture
def page(filming: Browser, site: Site) -> Iterator[Page]:
    context = filming.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(SENT_FILES)
    page.goto(site.url + LAB)
    yield ready(page)
    context.close()


@pytest.fixture
def posted(page: Page) -> list[str]:
    """Everything that the page sends."""
    found: list[str] = []

    def heard(request: Request) -> None:
        if request.method != "GET":
            found.append(request.url)

    page.on("request", heard)
    return found


def recorded(page: Page) -> None:
    page.get_by_role("button", name="Record three seconds").click()
    expect(page.get_by_label("What the camera sees")).to_be_visible()
    expect(page.get_by_role("button", name="Discard it")).to_be_visible(timeout=60_000)


def test_a_recording_is_sent_when_the_visitor_says_so_and_not_before(page: Page, posted: list[str]):
    recorded(page)
    expect(tokens(page)).to_have_text(RECORDED)
    assert drawn(page)
    assert posted == []
    assert "scene=own" not in page.url
    page.get_by_role("button", name="Use this clip: 24 small frames go to this site").click()
    expect(page).to_have_url(re.compile("scene=own&clip=[0-9a-f]{64}"))
    expect(page.locator("img.clip-sheet")).to_have_attribute("data-height", "240")
    expect(tokens(page)).to_have_text(RECORDED)
    assert len(posted) == 1
    assert page.evaluate("window.sentFiles") == ["clip.npy"]


def test_a_recording_that_is_discarded_was_never_sent(page: Page, posted: list[str]):
    recorded(page)
    page.get_by_role("button", name="Discard it").click()
    expect(tokens(page)).to_have_text("384")
    assert posted == []


def test_the_camera_is_let_go_when_the_recording_ends(page: Page):
    page.evaluate(
        """() => {
          const plain = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (wanted) => {
            window.camera = await plain(wanted);
            return window.camera;
          };
        }"""
    )
    recorded(page)
    states = "window.camera.getTracks().map((track) => track.readyState)"
    assert page.evaluate(states) == ["ended"]


def test_where_no_camera_may_be_used_the_page_says_so(chromium: Browser, site: Site):
    page = chromium.new_page()
    page.goto(site.url + LAB)
    ready(page).get_by_role("button", name="Record three seconds").click()
    expect(page.locator("#toast")).to_contain_text("The camera cannot be used")
    expect(tokens(page)).to_have_text("384")
    page.close()
