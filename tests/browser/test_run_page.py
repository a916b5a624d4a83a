"""What a visitor sees of a run, from the click to what is kept, whatever dies on the way."""

import re
from random import randrange

import pytest
from playwright.sync_api import Page, expect

from explorer.runs.spans import span
from tests.browser.conftest import Visits
from tests.browser.site import Site
from tests.browser.visit import Visit
from tests.faults.stack import Gate

pytestmark = pytest.mark.browser

PATIENCE_MS = 40_000


def start(visit: Visit, gate: Gate, steps: int, more: str = "") -> Page:
    """Run the clockwork, with a seed of its own so that it joins no other run."""
    seed = randrange(10**8)
    page = visit.open(f"/labs/clockwork?steps={steps}&gate={gate}&seed={seed}{more}")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(re.compile("/runs/"))
    return page


def test_ticks_arrive_while_the_page_is_open_and_the_run_is_kept(visits: Visits, gate: Gate):
    page = start(visits(), gate, steps=6)
    gate.allow(3)
    ticks = page.locator("#stage-clock-ticked li")
    expect(ticks).to_have_count(3, timeout=PATIENCE_MS)
    expect(page.locator(".run-words")).to_have_text(re.compile("^running on "))
    gate.allow(6)
    expect(ticks).to_have_count(6, timeout=PATIENCE_MS)
    expect(page.locator(".run-words")).to_have_text("kept")
    expect(page.locator("#whisper")).to_have_text("kept")


def test_a_page_says_how_long_a_run_will_still_take(visits: Visits, gate: Gate):
    visit = visits()
    visit.page.clock.install()
    page = start(visit, gate, steps=10, more="&tells=true")
    gate.allow(1)
    ticks, left = page.locator("#stage-clock-ticked li"), page.locator(".run-left")
    expect(ticks).to_have_count(1, timeout=PATIENCE_MS)
    expect(left).to_have_text("")
    page.clock.fast_forward(600_000)
    gate.allow(3)
    expect(left).to_have_text(re.compile(r"^about \d+ min left$"), timeout=PATIENCE_MS)
    gate.allow(10)
    expect(page.locator(".run-words")).to_have_text("kept", timeout=PATIENCE_MS)
    expect(left).to_have_count(0)


def test_what_is_left_follows_from_the_pace_so_far(visits: Visits):
    page = visits().open("/")
    left = """async () => {
        const { Pace, span } = await import("/static/js/pace.js");
        const pace = new Pace(0.1, 1000);
        return [
            pace.left(0.1, 60_000), pace.left(0.3, 2000), pace.left(0.3, 21_000),
            ...[0.2, 70, 119, 600, 7000, 3 * 3600].map(span),
        ];
    }"""
    too_little, too_early, seconds, *words = page.evaluate(left)
    assert (too_little, too_early) == (None, None)
    assert seconds == pytest.approx(20 / 0.2 * 0.7)
    assert words == [span(seconds) for seconds in (0.2, 70, 119, 600, 7000, 3 * 3600)]


def test_space_cancels_a_run(visits: Visits, gate: Gate):
    page = start(visits(), gate, steps=6)
    gate.allow(1)
    expect(page.locator("#stage-clock-ticked li")).to_have_count(1, timeout=PATIENCE_MS)
    page.locator(".lab-head h1").click()
    page.keyboard.press("Space")
    expect(page.locator(".run-words")).to_have_text("cancelled", timeout=PATIENCE_MS)


def test_a_page_says_that_it_reconnects_and_then_goes_on(visits: Visits, site: Site, gate: Gate):
    visit = visits()
    page = start(visit, gate, steps=6)
    gate.allow(3)
    ticks = page.locator("#stage-clock-ticked li")
    expect(ticks).to_have_count(3, timeout=PATIENCE_MS)
    site.web.kill()
    expect(page.locator("run-status[data-connection=reconnecting]")).to_be_visible()
    expect(page.locator("#whisper")).to_have_text("reconnecting")
    gate.allow(6)
    site.up()
    expect(ticks).to_have_count(6, timeout=PATIENCE_MS)
    expect(page.locator("run-status[data-connection=reconnecting]")).to_have_count(0)
    # The console noted each refused connection; that is what this visit was about.
    visit.complaints.clear()


@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_wrong_while_a_lab_runs(visits: Visits, gate: Gate, width: int):
    visit = visits(width)
    page = start(visit, gate, steps=4, more="&tells=true")
    gate.allow(2)
    expect(page.locator("#stage-clock-ticked li")).to_have_count(2, timeout=PATIENCE_MS)
    assert visit.axe() == []
    assert visit.overflow() == 0
    gate.allow(4)
