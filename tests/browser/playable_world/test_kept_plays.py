"""Plays are kept: in the address, to be replayed, and to be learned from."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.playable_world.dream import LAB, PATIENCE_MS, playing, said

pytestmark = pytest.mark.browser


def keep_a_way_down(page: Page, frames: int) -> None:
    """Hold the key for more than so many dreamed frames, and keep what was played."""
    page.locator("[data-part=screens]").focus()
    page.keyboard.down("ArrowDown")
    page.wait_for_function(f"() => document.querySelector('dream-game').pair.dreamed > {frames}")
    page.keyboard.up("ArrowDown")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Keep this play").click()


@pytest.mark.parametrize("preset", ["best", "flow_4"])
def test_a_kept_play_replays_exactly(visits: Visits, preset: str):
    page = playing(visits().open(f"{LAB}?preset={preset}"))
    keep_a_way_down(page, frames=30)
    expect(page).to_have_url(re.compile("play="))
    state = "JSON.stringify(document.querySelector('dream-game').pair.keys)"
    pixels = "[...document.querySelector('dream-game').pair.dreamedPixels].join()"
    keys, frame = page.evaluate(state), page.evaluate(pixels)
    page.reload()
    page.get_by_role("button", name="Replay the kept play").click()
    expect(said(page)).to_contain_text("frames a second", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    assert page.evaluate(state) == keys
    assert page.evaluate(pixels) == frame


def test_plays_behind_the_address_become_what_networks_learn_from(visits: Visits):
    page = visits().open(f"{LAB}#plays=7%20r12u3%0A9%20d20%0A")
    expect(page.locator(".played").first).to_contain_text("2 plays in 2 worlds, 37 frames")
    expect(page).to_have_url(re.compile("mode=plays&plays=[0-9a-f]{64}&"))
    expect(page.locator("taught-curve")).to_be_hidden()


def test_a_play_is_added_to_those_that_are_learned_from(visits: Visits):
    page = playing(visits().open(f"{LAB}#plays=7%20r12u3%0A"))
    keep_a_way_down(page, frames=12)
    expect(page.locator(".played").first).to_contain_text("2 plays in 2 worlds")
    plays = page.locator(".played-text textarea").input_value().splitlines()
    assert plays[1] == "7 r12u3"
    assert plays[0].startswith("0 ")


def test_plays_that_cannot_be_read_are_refused_by_their_line(visits: Visits):
    visit = visits()
    page = visit.open(f"{LAB}#plays=7%20r12u3%0Ahello%0A")
    expect(page.locator("#refused")).to_contain_text("line 2 of the plays")
    visit.complaints.clear()  # the browser says of the answer that it is a 422
